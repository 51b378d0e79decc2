"""The results as Markdown: a table a data set, and what follows from it."""
from contest.contestants import OUR_MAIN, OURS, QUICK_YARDSTICK, TITLES, YARDSTICK
from contest.summary import verdict
from peers.datasets import DATA_SETS


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def metric_title(metric):
    kind, task = metric.split("_", 1)
    return f"{kind.upper()} {task.replace('_', ' ')}"


def metrics_of(found):
    """Of all contestants of a data set: AUC of each task, then GAUC."""
    names = next(iter(found.values()))["metrics"]
    return sorted(names, key=lambda metric: metric.startswith("gauc_"))


# The table of a data set.

def cell(metric):
    compared = metric["against"].get(YARDSTICK)
    return f"{metric['mean']:.4f}" + (f" {verdict(compared)}" if compared else "")


def ratio(summary, name):
    return f"{summary['ratio'][name]:.2f}" if name in summary["ratio"] else ""


def overview(found):
    metrics = metrics_of(found)
    head = ["", *map(metric_title, metrics), "seconds", f"times {TITLES[QUICK_YARDSTICK]}",
            f"times {TITLES[YARDSTICK]}", "CPU seconds", "peak MB"]
    rows = [[TITLES[name], *(cell(summary["metrics"][metric]) for metric in metrics),
             f"{summary['seconds']:.1f}", ratio(summary, QUICK_YARDSTICK),
             ratio(summary, YARDSTICK), f"{summary['cpu_seconds']:.1f}",
             f"{summary['peak_rss_mb']:,.0f}"] for name, summary in found.items()]
    return table(head, rows)


# What follows from it.

def by_verdict(metrics, other):
    """{verdict: titles of the metrics} of a contestant against another one."""
    found = {}
    for name, metric in metrics.items():
        found.setdefault(verdict(metric["against"][other]), []).append(metric_title(name))
    return found


def sentence(name, metrics, other):
    """Such as "MMoE against Shared-Bottom: a tie in AUC income; better in AUC like"."""
    said = [f"{'a tie' if word == 'tie' else word} in {', '.join(titles)}"
            for word, titles in by_verdict(metrics, other).items()]
    return f"{TITLES[name]} against {TITLES[other]}: {'; '.join(said)}"


def peers_ahead(found, peers):
    """Which peers are better than MMoE, and in what."""
    ahead = {peer: by_verdict(found[peer]["metrics"], OUR_MAIN).get("better") for peer in peers}
    said = [f"{TITLES[peer]} in {', '.join(titles)}" for peer, titles in ahead.items() if titles]
    return f"Peers better than {TITLES[OUR_MAIN]}: {'; '.join(said) or 'none, in any metric'}"


def findings(name, found):
    """What MMoE is to LightGBM and other peers, and what the other networks of ours are to MMoE."""
    if OUR_MAIN not in found:
        return ""
    said = []
    if YARDSTICK in found:
        said.append(sentence(OUR_MAIN, found[OUR_MAIN]["metrics"], YARDSTICK))
    peers = [other for other in found if other not in OURS[name]]
    if peers:
        said.append(peers_ahead(found, peers))
    ours = [other for other in OURS[name] if other in found and other != OUR_MAIN]
    said += [sentence(other, found[other]["metrics"], OUR_MAIN) for other in ours]
    good = [TITLES[other] for other in ours
            if "worse" not in by_verdict(found[other]["metrics"], OUR_MAIN)]
    if good:
        said.append(f"As good as {TITLES[OUR_MAIN]} or better, in all of them: {', '.join(good)}")
    return "".join(f"- {words}.\n" for words in said)


def about(results):
    """Where and how it was measured."""
    runs = [run for data_set in results["data_sets"].values()
            for rounds in data_set["runs"].values() for run in rounds.values()]
    versions = {}
    for run in runs:
        versions |= run.get("versions", {})
    parts = [results["mmoe"], *(f"{name} {version}" for name, version in versions.items())]
    least = min((run["core_share"] for run in runs), default=0)
    return (f"{results['date']}, {results['cpu']}, one core, of which each run had {least:.0%} or "
            f"more\n\n    {results['command']}\n\n{'; '.join(parts)}\n")


def rows_of(data_set):
    positives = ", ".join(f"{count:,} {task.replace('_', ' ')}"
                          for task, count in data_set["positives"].items())
    return f"{data_set['rows']:,} test rows; positive: {positives}."


def absentees(data_set):
    return "".join(f"- {TITLES[name]} is not here; {why}\n"
                   for name, why in data_set["absent"].items())


def section(name, data_set):
    found = data_set["contestants"]
    text = f"## {DATA_SETS[name].title}\n\n{rows_of(data_set)}\n\n"
    if found:
        text += f"{overview(found)}\n{findings(name, found)}"
    return text + absentees(data_set)


def page(results):
    """What is printed."""
    sections = [section(name, data_set) for name, data_set in results["data_sets"].items()]
    return "\n".join([about(results), *sections])
