"""What a person at the prompt is told of an experiment."""
import math

from trainer.prompt import aligned

SHOWN = 5  # runs that failed


def number(value):
    return "n/a" if math.isnan(value) else f"{value:.6g}"


def metric_columns(plan, table):
    """Of the metrics to compare, else of the total loss; on test where there is test data."""
    metrics = plan.compare["metrics"] or ["loss"]
    parts = ("test", "valid")
    found = [next((f"{part}.{metric}" for part in parts if f"{part}.{metric}" in table), None)
             for metric in metrics]
    return [column for column in found if column]


def summary(plan, table):
    """Runs of each cell, with mean and deviation of the metrics."""
    columns = metric_columns(plan, table)
    rows = [["cell", "runs", *(word for column in columns for word in (column, "deviation"))]]
    for cell in plan.cells:
        runs = table[(table.cell == cell.name) & (table.status == "finished")]
        values = [number(value) for column in columns
                  for value in (runs[column].mean(), runs[column].std())]
        rows.append([cell.name, str(len(runs)), *values])
    return aligned(rows)


def troubles(plan, table, folder):
    """A line for each run without a result, shortened."""
    lines = []
    for status, more in (("diverged", ""), ("failed", "; the same command tries again")):
        runs = table[table.status == status]
        if len(runs) == 0:
            continue
        first = runs.iloc[0]
        _, message = folder.failure(first.cell, first.seed)
        cells = ", ".join(f"{cell} seed {seed}" for cell, seed in
                          zip(runs.cell[:SHOWN], runs.seed[:SHOWN]))
        others = f" and {len(runs) - SHOWN} more" if len(runs) > SHOWN else ""
        lines.append(f"{len(runs)} of {len(table)} runs {status}: {cells}{others}{more}\n"
                     f"  {folder.path / first.folder}: {message.splitlines()[0]}")
    if len(table) < plan.runs:
        lines.append(f"{plan.runs - len(table)} of {plan.runs} runs have no outcome; the same "
                     "command goes on")
    return "\n".join(lines)


def inventory(plan, folder):
    """Of a dry run: cells, and which of their runs there are."""
    rows = [["cell", "runs", "finished", "diverged", "failed", "missing"]]
    for cell in plan.cells:
        states = [folder.status(cell.name, seed) for seed in plan.seeds]
        rows.append([cell.name, str(len(states)), *(str(states.count(state))
                                                   for state in rows[0][2:])])
    return aligned(rows)
