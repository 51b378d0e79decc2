"""What the runs of a study come to."""
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas

from reports.files import read_json
from reports.runs import read_experiment

TASKS = ("first", "second")
LAST = 2  # validations whose mean is the final loss: one alone is noisier


@dataclass
class Part:
    """The runs of one plan."""

    experiment: object  # reports.runs.Experiment
    curves: dict  # {cell: {seed: (steps, mean loss of both tasks on validation)}}
    finals: pandas.DataFrame  # a row a run: see final_row

    def where(self, **levels):
        """Rows of the finals with these levels of factors."""
        rows = self.finals
        for name, level in levels.items():
            rows = rows[rows[name] == level]
        return rows

    def losses(self, column="loss", **levels):
        """{seed: value}"""
        rows = self.where(**levels)
        return dict(zip(rows["seed"], rows[column]))

    def curves_where(self, **levels):
        """{seed: (steps, losses)}"""
        cells = self.where(**levels)["cell"].unique()
        return {seed: curve for cell in cells for seed, curve in self.curves[cell].items()}


def mean_curve(both):
    (steps, first), (_, second) = both
    return steps, (numpy.add(first, second) / 2).tolist()


def live_units(result):
    """Of the tower's hidden layer, the mean of both tasks; None in runs of older programs."""
    towers = result.get("towers") or {}
    live = [towers[task]["live"] for task in TASKS if task in towers]
    return float(numpy.mean(live)) if live else None


def final_row(levels, curves, result):
    """Final losses on validation, by task and their mean; the test loss of the checkpoint that
    validation chose; live units of the towers."""
    last = [float(numpy.mean(values[-LAST:])) for _, values in curves]
    test = result["test"]
    return levels | dict(zip(TASKS, last)) | {
        "loss": float(numpy.mean(last)), "live": live_units(result),
        "test": float(numpy.mean([test[f"mse_{task}"] for task in TASKS]))}


def level(text):
    """Correlations and rates are numbers, which tables keep as texts."""
    try:
        return float(text)
    except ValueError:
        return text


def read_pearson(folder):
    """{cosine of the weights: Pearson correlations of the labels, a repeat each}"""
    experiment, found = read_experiment(folder), {}
    for row in experiment.finished().to_dict("records"):
        result = read_json(Path(row["folder"]) / "result.json")
        first, second = TASKS
        found.setdefault(level(row["p"]), []).append(result["label_correlation"][first][second])
    return found


def read_part(folder):
    experiment = read_experiment(folder)
    metrics = [f"mse_{task}" for task in TASKS]
    found, results = experiment.all_curves(metrics), experiment.results()
    rows, curves = [], {}
    for row in experiment.finished().to_dict("records"):
        cell, seed = row["cell"], int(row["seed"])
        both = [found[metric][cell][seed] for metric in metrics]
        levels = {name: level(row[name]) for name in experiment.factors}
        curves.setdefault(cell, {})[seed] = mean_curve(both)
        rows.append(final_row({"cell": cell, "seed": seed} | levels, both, results[cell][seed]))
    return Part(experiment, curves, pandas.DataFrame(rows))
