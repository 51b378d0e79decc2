"""The page of a study: the paper's figures beside ours, and what agrees."""
from pathlib import Path

import numpy

from reports.files import FolderError, read_json
from reports.page import Page
from reports.runs import read_experiment
from studies import figures, paper
from studies.budget import BUDGETS, FULL_RUNS
from studies.claims import findings
from studies.loss_sections import add_histograms, add_live_units, add_losses
from studies.losses import read_part, read_pearson
from studies.plans import HARDEST
from studies.side_sections import (add_bottom, add_initialiser, add_longer, add_rates,
                                   side_findings)


class Study:
    """The runs of each part; a part that has hardly begun is left out."""

    def __init__(self, budget, folders):
        """Raises FolderError where the main part is missing."""
        self.budget, self.correlations = budget, budget.correlations
        self.folders = {name: folder for name, folder in folders.items() if has_begun(folder)}
        for name in ("pearson", "models"):
            if name not in self.folders:
                raise FolderError(f"{folders[name]}: too few runs have finished to report on")
        self.pearson = read_pearson(folders["pearson"])
        self.parts = {name: read_part(folder) for name, folder in self.folders.items()
                      if name != "pearson"}
        self.models = self.parts["models"]


def has_begun(folder):
    """Whether each cell has runs enough for a deviation."""
    if not (folder / "table.csv").is_file():
        return False
    experiment = read_experiment(folder)
    return all(len(experiment.folders().get(cell, {})) > 1 for cell in experiment.cells)


def study_page(budget, folders):
    study = Study(budget, folders)
    page = Page("The synthetic study of MMoE, repeated",
                f"Budget {budget.name}: {budget.steps:,} steps, {budget.runs} runs of each model at "
                f"each correlation; the paper: 10 million steps, {paper_runs()} runs")
    for add in (add_answer, add_pearson, add_losses, add_histograms, add_live_units, add_rates,
                add_initialiser, add_longer, add_bottom, add_method):
        add(page, study)
    return page


def paper_runs():
    return len(paper.final_losses(HARDEST, "mmoe"))


def add_answer(page, study):
    page.heading("What agrees with the paper, and what does not")
    rows = [[found.claim, found.verdict, found.numbers]
            for found in (*findings(study.models, study.correlations, paper.MODELS),
                          *side_findings(study))]
    page.table(["claim", "here", "measured"], rows,
               "Losses are final ones on validation: the mean of both tasks and of the last two "
               "validations. \"yes\" and \"no\" at p < 0.01 (one-sided rank tests between runs, "
               "each claim for itself); all else is not settled by these runs.")


def add_pearson(page, study):
    page.heading("Fig. 2: what correlation of weights means for labels")
    page.picture(figures.pearson(study.pearson), "Pearson correlation of the two labels against "
                 "the cosine of the weights; bars are two deviations over repeats.")
    rows = [[f"{cosine:g}", f"{theirs:.4f}", f"{numpy.mean(study.pearson[cosine]):.4f}",
             f"{deviation:.4f}", f"{numpy.std(study.pearson[cosine], ddof=1):.4f}"]
            for cosine, (theirs, deviation) in paper.PEARSON.items()]
    page.table(["cosine", "paper", "ours", "deviation, paper", "ours"], rows,
               f"{len(study.pearson[HARDEST])} repeats of 10,000 rows.")


def add_method(page, study):
    page.heading("How it was done")
    page.text(
        "Labels are c·u·x plus five sines of it, with the same constants in all runs, which fit "
        "the paper's Fig. 2 (configs/paper_common.yaml); the paper does not give them. Each run "
        "draws directions, label noise and weights anew from its seed, and trains on an endless "
        "stream of fresh rows; runs share the stream of inputs. Models of one seed have the same "
        "data. Adam at 0.001 unless said, batches of 32, Glorot's weights and zero biases.",
        "Nothing on test data chose anything: final losses are those of the last two validations, "
        "and test scores those of the checkpoint that validation chose.")
    page.table(["part", "runs", "steps each", "core-minutes", "minutes", "cores busy"],
               [cost_row(study, part) for part in study.folders],
               "What it took, added up over calls.")
    page.text(versions_text(study))
    page.code(command_text(study.budget))


def versions_text(study):
    folder = study.models.experiment.finished()["folder"].iloc[0]
    versions = read_json(Path(folder) / "result.json")["versions"]
    return "Programs: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."


def command_text(budget):
    hours = f" --core-hours {budget.core_hours:g}" if budget.core_hours else ""
    usual = FULL_RUNS if budget.name == "full" else BUDGETS[budget.name].runs
    runs = f" --runs {budget.runs}" if budget.runs != usual else ""
    return f"scripts/study.py --budget {budget.name}{hours}{runs}"


def cost_row(study, part):
    folder = study.folders[part]
    cost = read_json(folder / "cost.json")
    table = (study.parts[part].experiment if part in study.parts else None)
    steps = 1 if table is None else int(table.finished()["steps"].max())
    runs = (sum(map(len, study.pearson.values())) if table is None else len(table.finished()))
    return [part, runs, f"{steps:,}", f"{cost['core_seconds'] / 60:.1f}",
            f"{cost['wall_seconds'] / 60:.1f}",
            f"{cost['core_seconds'] / cost['job_seconds']:.1%}"]
