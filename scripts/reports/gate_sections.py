"""Gates on a report's page: numbers that runs have in common, and a few runs as they are."""
from reports.numbers import number
from reports.pictures import gate_heat_map, mean_by_rank
from reports.statistics import summary

SHOWN = 2  # runs of a cell as they are, beside the mean by rank
SETTLED = 0.95  # mean weight, from which mmoe-train warns
CELLS = 12  # pictures
MOST = 12  # gates of a model that a picture can hold

EXPLANATION = (
    "What each gate gives each expert, as a mean over rows (from result.json). Experts have no "
    "order: expert 0 of one run has nothing to do with expert 0 of another, and a mean by number "
    "would make every gate look even. So a few runs are shown as they are, experts in the order of "
    "the first gate's weights, and the mean is over ranks: what each gate gives the first gate's "
    "largest expert, its second largest, and so on. The first row falls by that order, even where "
    "it says nothing; the other rows tell: if they fall alike, the tasks share experts; if they "
    "do not, each task has its own.")


def gates_of(results):
    """{cell: {seed: {gate: weights}}} of the cells that have gates."""
    found = {cell: {seed: {name: gate["weight"] for name, gate in result["gates"].items()}
                    for seed, result in by_seed.items() if result.get("gates")}
             for cell, by_seed in results.items()}
    return {cell: by_seed for cell, by_seed in found.items() if by_seed}


def entropy_rows(cell, by_seed):
    """A row a gate."""
    gates = {}
    for result in by_seed.values():
        for name, gate in (result.get("gates") or {}).items():
            gates.setdefault(name, []).append((gate["entropy"], max(gate["weight"])))
    rows = []
    for name, found in gates.items():
        entropy = summary([entropy for entropy, _ in found])
        largest = summary([weight for _, weight in found])
        rows.append([cell, name, len(found), number(entropy.mean, 3), number(entropy.deviation, 3),
                     number(largest.mean, 3), sum(weight > SETTLED for _, weight in found)])
    return rows


def panels_of(by_seed):
    """(the panels of a cell, titles of those that are means by rank)"""
    few = {f"seed {seed}": gates for seed, gates in list(by_seed.items())[:SHOWN]}
    mean = mean_by_rank(list(by_seed.values())) if len(by_seed) > 1 else None
    title = f"mean of {len(by_seed)} runs, by rank"
    return (few | {title: mean}, [title]) if mean else (few, [])


def add_gates(page, results):
    found = gates_of(results)
    if not found:
        return
    page.heading("Gates")
    page.text(EXPLANATION)
    rows = [row for cell in found for row in entropy_rows(cell, results[cell])]
    page.table(["cell", "gate", "runs", "entropy", "deviation", "largest weight", "settled"], rows,
               "Entropy is 0 where all weight is on one expert and 1 where all experts weigh the "
               f"same; settled: runs in which one expert has more than {SETTLED} of the weight.")
    if len(found) > CELLS:
        page.text(f"Pictures of the first {CELLS} cells that have gates.")
    for cell, by_seed in list(found.items())[:CELLS]:
        if max(map(len, by_seed.values())) <= MOST:
            panels, means = panels_of(by_seed)
            page.picture(gate_heat_map(panels, means), f"{cell}: mean weight of each expert.")
