"""Runs over seeds as one table: folders of scripts/experiment.py and of mmoe-train --seeds."""
import json
from dataclasses import dataclass
from pathlib import Path

import pandas

from trainer.yaml_files import parse


class FolderError(Exception):
    """A folder that holds no runs (code 2) or damaged ones (code 3)."""

    def __init__(self, message, code=2):
        super().__init__(message)
        self.code = code


@dataclass
class Experiment:
    plan: dict  # what plan.yaml says; of plain folders only a name
    table: pandas.DataFrame  # a row a run; `folder` as a path that can be opened

    @property
    def cells(self):
        return list(dict.fromkeys(self.table["cell"]))

    @property
    def factors(self):
        """Names of the columns that tell cells apart."""
        columns = list(self.table.columns)
        return columns[columns.index("cell") + 1:columns.index("seed")]

    def finished(self):
        return self.table[self.table["status"] == "finished"]

    def folders(self):
        """{cell: {seed: folder}} of the runs that finished."""
        found = {}
        for row in self.finished().itertuples():
            found.setdefault(row.cell, {})[int(row.seed)] = Path(row.folder)
        return found

    def values(self, column):
        """{cell: {seed: value}} of the runs that finished; None where undefined. Cells without a
        finished run are there, too."""
        found = {cell: {} for cell in self.cells}
        for cell, seed, value in self.finished()[["cell", "seed", column]].itertuples(index=False):
            found[cell][int(seed)] = None if pandas.isna(value) else float(value)
        return found

    def results(self):
        """{cell: {seed: result.json}} of the runs that finished."""
        return {cell: {seed: read_json(folder / "result.json") for seed, folder in folders.items()}
                for cell, folders in self.folders().items()}

    def curves(self, metric, part="valid"):
        """{cell: {seed: (steps, values)}} of the runs that finished and report the metric."""
        return self.all_curves([metric], part)[metric]

    def all_curves(self, metrics, part="valid"):
        """{metric: what curves() says of it}, each file read once."""
        found = {metric: {} for metric in metrics}
        for cell, folders in self.folders().items():
            for seed, folder in folders.items():
                events = read_events(folder / "metrics.jsonl", part)
                for metric in metrics:
                    curve = curve_of(events, metric)
                    if curve[0]:
                        found[metric].setdefault(cell, {})[seed] = curve
        return found


def read_json(path):
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise FolderError(f"{path}: {error}", 3) from None


def read_events(path, part):
    """Lines of a metrics.jsonl that tell of a part."""
    mark = f'"event":"{part}"'
    try:
        with path.open() as lines:
            return [json.loads(line) for line in lines if mark in line.replace(" ", "")]
    except (OSError, ValueError) as error:
        raise FolderError(f"{path}: {error}", 3) from None


def curve_of(events, metric):
    known = [event for event in events if event.get(metric) is not None]
    return [event["step"] for event in known], [event[metric] for event in known]


# A folder of scripts/experiment.py.

def text_columns(header):
    """Levels stay as they are written: 0.001 is no number to compute with."""
    return [name for name in header[:header.index("seed")]] + ["status", "selected_on", "folder"]


def read_table(path):
    try:
        if path.suffix == ".parquet":
            table = pandas.read_parquet(path)
            texts = text_columns(list(table.columns))
            return table.astype({name: str for name in texts if name != "selected_on"})
        header = list(pandas.read_csv(path, nrows=0).columns)
        texts = text_columns(header)
        return pandas.read_csv(path, dtype={name: str for name in texts}, keep_default_na=False,
                               na_values={name: [""] for name in header if name not in texts})
    except (ValueError, KeyError, OSError) as error:
        raise FolderError(f"{path} is no table of experiment.py: {error}", 3) from None


def read_experiment_folder(folder, path):
    table = read_table(path)
    table["folder"] = [str(folder / name) for name in table["folder"]]
    plan = folder / "plan.yaml"
    found = parse(plan.read_text()) if plan.is_file() else {}
    return Experiment({"name": folder.name} | found, table)


# A folder of mmoe-train --seeds, or of one run.

def unfinished(folder):
    """The row of a run without a result."""
    log = folder / "train.log"
    diverged = log.is_file() and "error: training diverged" in log.read_text()
    return {"status": "diverged" if diverged else "failed"}


def finished(result):
    words = ("best_step", "steps", "stopped_early", "parameters", "selected_on")
    row = {"status": "finished"} | {word: result.get(word) for word in words}
    for part in ("valid", "test"):
        row |= {f"{part}.{name}": value for name, value in (result.get(part) or {}).items()}
    return row


def row_of(cell, folder, seed=None):
    result = folder / "result.json"
    result = read_json(result) if result.is_file() else None
    seed = result["seed"] if seed is None else seed
    row = {"cell": cell, "config": cell, "seed": seed}
    return row | (finished(result) if result else unfinished(folder)) | {"folder": str(folder)}


def seed_folders(folder):
    """[(seed, folder)] in order."""
    found = [(path.name.removeprefix("seed-"), path) for path in folder.glob("seed-*")]
    return sorted((int(seed), path) for seed, path in found if seed.isdigit())


def read_plain_folder(folder):
    name = folder.resolve().name
    rows = [row_of(name, path, seed) for seed, path in seed_folders(folder)]
    if not rows:
        rows = [row_of(name, folder)]
    return Experiment({"name": name}, pandas.DataFrame(rows))


def read_experiment(folder):
    """Raises FolderError."""
    folder = Path(folder)
    for name in ("table.csv", "table.parquet"):
        if (folder / name).is_file():
            return read_experiment_folder(folder, folder / name)
    if seed_folders(folder) or (folder / "result.json").is_file():
        return read_plain_folder(folder)
    if not folder.is_dir():
        raise FolderError(f"no folder {folder}")
    raise FolderError(f"{folder} holds no runs: neither table.csv (scripts/experiment.py) nor "
                      "seed-*/ (mmoe-train --seeds) nor result.json")


def read_experiments(folders):
    """All folders as one experiment; a cell that several have is told apart by its folder."""
    found = [read_experiment(folder) for folder in folders]
    if len(found) == 1:
        return found[0]
    names = [cell for one in found for cell in one.cells]
    for folder, one in zip(folders, found):
        if any(names.count(cell) > 1 for cell in one.cells):
            for column in ("cell", "config"):
                one.table[column] = [f"{folder}: {name}" for name in one.table[column]]
    factors = list(dict.fromkeys(factor for one in found for factor in one.factors))
    table = pandas.concat([one.table for one in found], ignore_index=True)
    table[factors] = table[factors].fillna("")
    others = [name for name in table.columns if name not in ("cell", "seed", *factors)]
    return Experiment({"name": " and ".join(one.plan["name"] for one in found)},
                      table[["cell", *factors, "seed", *others]])
