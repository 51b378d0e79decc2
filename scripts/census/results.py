"""What the runs of a model come to, from the table of an experiment (a row a run)."""
from dataclasses import dataclass
from statistics import mean, stdev

from census.paper import METHODS, Row


@dataclass(frozen=True)
class Chosen:
    """The run with the best validation AUC of the main task: what one would ship."""

    seed: int
    valid: float
    main: float
    auxiliary: float


@dataclass(frozen=True)
class Result:
    """Of one model on one group."""

    runs: int
    missing: int  # diverged, failed or still to come
    row: Row  # as the paper's
    deviation: float | None  # of the main task's test AUC; None of a single run
    chosen: Chosen


def finished(table, method):
    return table[(table["config"] == method) & (table["status"] == "finished")]


def by_seed(table, method, task):
    """{seed: test AUC}"""
    runs = finished(table, method)
    return dict(zip(runs["seed"].tolist(), runs[f"test.auc_{task}"].tolist()))


def chosen(runs, group):
    """Of runs with the same AUC the first."""
    run = runs.loc[runs[f"valid.auc_{group.main}"].idxmax()]
    return Chosen(int(run["seed"]), *(float(run[column]) for column in (
        f"valid.auc_{group.main}", f"test.auc_{group.main}", f"test.auc_{group.auxiliary}")))


def result(table, group, method, wanted):
    """None if no run has finished; wanted: how many runs there should be."""
    runs = finished(table, method)
    if runs.empty:
        return None
    main, auxiliary = runs[f"test.auc_{group.main}"], runs[f"test.auc_{group.auxiliary}"]
    best = main.idxmax()
    row = Row(float(main[best]), mean(main), float(auxiliary[best]), mean(auxiliary))
    deviation = stdev(main) if len(runs) > 1 else None
    return Result(len(runs), wanted - len(runs), row, deviation, chosen(runs, group))


def results(table, group, wanted):
    """{method: Result} of those that have one."""
    found = {method: result(table, group, method, wanted) for method in METHODS}
    return {method: value for method, value in found.items() if value}
