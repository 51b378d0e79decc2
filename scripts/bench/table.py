"""The table of a comparison: medians over rounds, their range, and how many times faster."""
from statistics import median

BASELINES = ("eager", "strong")
AUCS = ("auc_income", "auc_never_married")


def number(value, end_to_end):
    return f"{value:,.1f}" if end_to_end else f"{value:,.0f}"


def middle(rounds, key):
    return median(measurement[key] for measurement in rounds)


def times_faster(rounds, baseline, end_to_end):
    """Median against median."""
    if end_to_end:
        return middle(baseline, "seconds") / middle(rounds, "seconds")
    return middle(rounds, "samples_per_second") / middle(baseline, "samples_per_second")


def header(end_to_end):
    cells = ["trainer", "seconds" if end_to_end else "rows/s", "range"]
    cells += [f"times faster than {name}" for name in BASELINES] + ["peak MB", "core"]
    return cells + (["AUC income", "AUC never married"] if end_to_end else [])


def row(trainer, measurements, end_to_end):
    rounds, key = measurements[trainer], "seconds" if end_to_end else "samples_per_second"
    limits = [limit(measurement[key] for measurement in rounds) for limit in (min, max)]
    cells = [trainer, number(middle(rounds, key), end_to_end),
             " to ".join(number(limit, end_to_end) for limit in limits)]
    for name in BASELINES:
        known = name in measurements
        cells.append(f"{times_faster(rounds, measurements[name], end_to_end):.2f}" if known else "")
    cells.append(f"{middle(rounds, 'peak_rss_mb'):,.0f}")
    cells.append(f"{min(measurement['core_share'] for measurement in rounds):.0%}")
    return cells + ([f"{middle(rounds, auc):.4f}" for auc in AUCS] if end_to_end else [])


def table(measurements, end_to_end):
    head = header(end_to_end)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
    lines += [row(trainer, measurements, end_to_end) for trainer in measurements]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def versions(results):
    found = {}
    for rounds in results["measurements"].values():
        found |= rounds[0].get("versions", {})
    return "; ".join([results["mmoe"]] + [f"{name} {version}" for name, version in found.items()])


def report(results):
    """Markdown that says what was measured, where and how."""
    kind = "end to end" if results["end_to_end"] else "training"
    text = f"{results['workload']}, {kind}; {results['date']}, {results['cpu']}, one core\n\n"
    text += f"    {results['command']}\n\n"
    text += table(results["measurements"], results["end_to_end"])
    text += f"\n{versions(results)}\n"
    for what in ("skipped", "failed"):
        text += "".join(f"\n{what}: {trainer}, {reason}\n"
                        for trainer, reason in results[what].items())
    return text
