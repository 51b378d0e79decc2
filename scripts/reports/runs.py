"""Runs over seeds as one table: folders of scripts/experiment.py and of mmoe-train --seeds."""
from dataclasses import dataclass
from pathlib import Path

import pandas
import yaml

from reports.files import FolderError, curve_of, damaged, read_events, read_json
from reports.plain_folders import is_plain_folder, read_plain_folder
from trainer.yaml_files import parse

FACTS = ("status", "selected_on", "folder")  # of texts, beside cell and factors


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

    def tasks(self):
        """Of the first finished run's config."""
        first = next(iter(self.finished()["folder"]), None)
        path = first and Path(first) / "config.yaml"
        return parse(path.read_text()).get("tasks", []) if path and path.is_file() else []

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


# A folder of scripts/experiment.py.

def text_columns(header):
    """Levels stay as they are written: 0.001 is no number to compute with."""
    missing = [name for name in ("cell", "config", "seed", *FACTS) if name not in header]
    if missing:
        raise ValueError(f"no column {missing[0]}")
    return header[:header.index("seed")] + list(FACTS)


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
    except (ValueError, OSError) as error:
        raise FolderError(f"{path} is no table of scripts/experiment.py: {error}", 3) from None


def read_plan(path):
    """Of it only `name` and `compare` matter: the table tells the rest."""
    try:
        plan = parse(path.read_text()) if path.is_file() else {}
    except yaml.YAMLError as error:
        raise damaged(path, " ".join(str(error).split())) from None
    if not isinstance(plan, dict) or not isinstance(plan.get("compare") or {}, dict):
        raise damaged(path, "is no plan of scripts/experiment.py")
    return plan | {"name": str(plan.get("name", path.parent.resolve().name))}


def read_experiment_folder(folder, path):
    table = read_table(path)
    table["folder"] = [str(folder / name) for name in table["folder"]]
    return Experiment(read_plan(folder / "plan.yaml"), table)


def read_experiment(folder):
    """Raises FolderError."""
    folder = Path(folder)
    for name in ("table.csv", "table.parquet"):
        if (folder / name).is_file():
            return read_experiment_folder(folder, folder / name)
    if is_plain_folder(folder):
        return Experiment({"name": folder.resolve().name}, read_plain_folder(folder))
    if not folder.is_dir():
        raise FolderError(f"no folder {folder}")
    raise FolderError(f"{folder} holds no runs: neither table.csv (scripts/experiment.py) nor "
                      "seed-*/ (mmoe-train --seeds) nor result.json")


def read_experiments(folders):
    """All folders as one experiment; a cell that several have is told apart by its folder."""
    if len({Path(folder).resolve() for folder in folders}) < len(folders):
        raise FolderError("a folder is named twice")
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
