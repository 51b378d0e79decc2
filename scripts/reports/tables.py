"""What a comparison found, as rows of texts: for the terminal, the page and a CSV file."""
import csv
import math

from reports.metrics import is_better_high
from reports.numbers import decimals, interval, number, probability
from reports.statistics import QUANTILES, Difference
from trainer.prompt import aligned


def places_of(rows):
    found = [row.summary for row in rows if row.summary.deviation]
    return decimals(one.deviation / math.sqrt(one.count) for one in found)


def runs_text(comparison, cell, count):
    """How many runs have a value, of all."""
    total = sum(comparison.counts(cell).values())
    return str(count) if count == total else f"{count} of {total}"


def score_header():
    return ["cell", "runs", "mean", "deviation", "median", *(f"{p} %" for p in QUANTILES), "best",
            "chosen on valid"]


def score_row(comparison, row, places):
    found = row.summary
    quantiles = found.quantiles or {}
    values = [found.mean, found.deviation, found.median, *(quantiles.get(p) for p in QUANTILES),
              found.best, row.chosen]
    return [row.cell, runs_text(comparison, row.cell, found.count),
            *(number(value, places) for value in values)]


def score_rows(comparison, rows):
    places = places_of(rows)
    return [score_row(comparison, row, places) for row in rows]


def difference_header():
    return ["cell", "minus", "seeds", "difference", "95 % interval", "p", "verdict"]


def difference_rows(rows):
    places = places_of(rows)
    return [[row.cell, row.baseline, str(row.difference.count),
             number(row.difference.mean, places, "+"),
             interval(row.difference.low, row.difference.high, places),
             probability(row.difference.p), row.verdict()]
            for row in rows if row.difference is not None]


# The terminal.

def terminal_text(comparison, metric, rows):
    """Scores and differences of one metric."""
    better = "more" if is_better_high(metric) else "less"
    text = [f"{comparison.part} {metric} ({better} is better)",
            aligned([score_header(), *score_rows(comparison, rows)])]
    differences = difference_rows(rows)
    if differences:
        text.append("\n" + aligned([difference_header(), *differences]))
    return "\n".join(text)


# The CSV file.

def csv_row(comparison, row):
    counts, found = comparison.counts(row.cell), row.summary
    quantiles, gap = found.quantiles or {}, row.difference or Difference()
    return {
        "cell": row.cell, **comparison.levels[row.cell], "part": comparison.part,
        "metric": row.metric, "better": "high" if is_better_high(row.metric) else "low",
        "runs": sum(counts.values()), "finished": counts["finished"],
        "diverged": counts["diverged"], "failed": counts["failed"], "values": found.count,
        "mean": found.mean, "mean_low": found.low, "mean_high": found.high,
        "deviation": found.deviation, "median": found.median,
        **{f"quantile_{percent}": quantiles.get(percent) for percent in QUANTILES},
        "best": found.best, "chosen_on_valid": row.chosen, "baseline": row.baseline,
        "common_seeds": gap.count if row.difference else None, "difference": gap.mean,
        "difference_low": gap.low, "difference_high": gap.high, "p": gap.p,
        "verdict": row.verdict()}


def write_csv(path, comparison, rows):
    """One row a cell and metric; empty where there is no value."""
    lines = [csv_row(comparison, row) for row in rows]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
