"""The table of an experiment: one row a run. It has no times, so equal runs give equal bytes."""
import json
import os

import pandas

from experiments.cells import value_text
from experiments.folder import ExperimentError

FACTS = ("best_step", "steps", "stopped_early", "parameters", "selected_on")
TYPES = {"seed": "Int64", "exit_code": "Int64", "best_step": "Int64", "steps": "Int64",
         "stopped_early": "boolean", "parameters": "Int64"}


def factor_value(value):
    """Numbers and texts as they are; what else a config takes, as JSON."""
    return value if type(value) in (int, float) else value_text(value)


def facts_of(folder, cell, seed):
    """Of one run, by column; None while it is missing."""
    status = folder.status(cell, seed)
    if status == "missing":
        return None
    place = folder.run(cell, seed) if status == "finished" else folder.failed(cell, seed)
    facts = {"status": status, "exit_code": 0, "folder": place.relative_to(folder.path).as_posix()}
    if status != "finished":
        return facts | {"exit_code": folder.failure(cell, seed)[0]}
    result = json.loads((place / "result.json").read_text(encoding="utf-8"))
    facts |= {key: result.get(key) for key in FACTS}
    return facts | {f"{part}.{metric}": value for part in ("valid", "test")
                    for metric, value in (result.get(part) or {}).items()}


def columns_of(rows, factors):
    """valid.* and test.* in the order in which runs have them, each after the other."""
    metrics = {column: None for row in rows for column in row
               if column.startswith(("valid.", "test."))}
    ordered = sorted(metrics, key=lambda column: not column.startswith("valid."))
    return ["cell", *factors, "seed", "status", "exit_code", *FACTS, *ordered, "folder"]


def make_table(plan, folder):
    """Of the runs there are, by cell in the plan's order, then by seed."""
    rows = []
    for cell in plan.cells:
        factors = {name: factor_value(value) for name, value in cell.factors.items()}
        for seed in sorted(plan.seeds):
            facts = facts_of(folder, cell.name, seed)
            if facts:
                rows.append({"cell": cell.name} | factors | {"seed": seed} | facts)
    table = pandas.DataFrame(rows, columns=columns_of(rows, plan.cells[0].factors))
    metrics = [column for column in table if column.startswith(("valid.", "test."))]
    return table.astype(TYPES | dict.fromkeys(metrics, "float64"))


def write_table(table, path):
    """By its extension: .csv or .parquet."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            table.to_parquet(beside, index=False)
        else:
            table.to_csv(beside, index=False, lineterminator="\n")
        os.replace(beside, path)
    except OSError as error:
        raise ExperimentError(f"cannot write {path}: {error.strerror}") from None


def exit_code(plan, table):
    """The highest of runs that failed; a run that diverged has an outcome."""
    failed = table[table.status == "failed"]
    if len(failed):
        return int(failed.exit_code.max())
    return 0 if len(table) == plan.runs else 1
