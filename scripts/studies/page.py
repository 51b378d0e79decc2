"""The page of a study: the paper's figures beside ours, and what agrees."""
import json

import numpy

from reports.numbers import number, probability
from reports.page import Page
from reports.pictures import histogram_grid
from reports.statistics import mean_interval, paired_difference, rank_test
from studies import figures, paper
from studies.claims import findings, stuck
from studies.losses import read_part, read_pearson
from studies.plans import HARDEST

RATE = 1e-3  # of the configs


class Study:
    """The runs of each part, as far as the budget has it."""

    def __init__(self, run, budget, folders):
        self.run, self.budget, self.folders = run, budget, folders
        self.pearson = read_pearson(folders["pearson"])
        self.parts = {name: read_part(folder) for name, folder in folders.items()
                      if name != "pearson"}
        self.models = self.parts["models"]
        self.correlations = budget.correlations


def study_page(run, budget, folders):
    study = Study(run, budget, folders)
    page = Page("The synthetic study of MMoE, repeated",
                f"Budget {budget.name}: {budget.steps:,} steps, {budget.runs} runs of each model at "
                f"each correlation; the paper: 10 million steps, {paper_runs()} runs")
    for add in (add_answer, add_pearson, add_losses, add_histograms, add_live_units, add_rates,
                add_initialiser, add_bottom, add_method):
        add(page, study)
    return page


def paper_runs():
    return len(paper.final_losses(HARDEST, "mmoe"))


def add_answer(page, study):
    page.heading("What agrees with the paper, and what does not")
    rows = [[found.claim, found.verdict, found.numbers]
            for found in findings(study.models, study.correlations, paper.MODELS)]
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


def ratio_interval(study, correlation, model):
    """Of the mean loss to MMoE's, seeds resampled."""
    own, base = (study.models.losses(config=name, p=correlation) for name in (model, "mmoe"))
    seeds = sorted(own.keys() & base.keys())
    pairs = numpy.array([[own[seed], base[seed]] for seed in seeds])
    draws = numpy.random.default_rng(1).integers(len(seeds), size=(10_000, len(seeds)))
    means = pairs[draws].mean(axis=1)
    return numpy.quantile(means[:, 0] / means[:, 1], [0.025, 0.975])


def cells(study):
    return [(correlation, model) for correlation in study.correlations for model in paper.MODELS]


LOSS_HEADER = ["correlation", "model", "runs", "mean", "95 % interval", "deviation", "median",
               "least", "test"]


def loss_row(study, correlation, model):
    rows = study.models.where(config=model, p=correlation)
    losses = rows["loss"]
    return [f"{correlation:g}", paper.MODELS[model], len(rows), f"{losses.mean():.3f}",
            "{:.3f} to {:.3f}".format(*mean_interval(losses)), f"{losses.std():.3f}",
            f"{losses.median():.3f}", f"{losses.min():.3f}", f"{rows['test'].mean():.3f}"]


BESIDE_HEADER = ["correlation", "model", "mean", "paper", "ratio to MMoE", "95 % interval", "paper",
                 "stuck, both", "stuck, one task", "paper"]


def beside_row(study, correlation, model):
    rows = study.models.where(config=model, p=correlation)
    losses, theirs = rows["loss"], paper.final_losses(correlation, model)
    ratio = losses.mean() / study.models.where(config="mmoe", p=correlation)["loss"].mean()
    interval = "" if model == "mmoe" else "{:.2f} to {:.2f}".format(
        *ratio_interval(study, correlation, model))
    return [f"{correlation:g}", paper.MODELS[model], f"{losses.mean():.3f}",
            f"{paper.LOSSES[correlation, model][-1]:.3f}", f"{ratio:.2f}", interval,
            f"{paper.ratio(correlation, model):.1f}", f"{stuck(losses):.0%}",
            f"{stuck(rows['first']):.0%}", f"{stuck(theirs):.0%}"]


def test_rows(study):
    rows = []
    for correlation in study.correlations:
        for lower, higher in (("mmoe", "omoe"), ("omoe", "shared_bottom"),
                              ("mmoe", "shared_bottom")):
            a, b = (study.models.losses(config=name, p=correlation) for name in (lower, higher))
            gap = paired_difference(a, b)
            rows.append([f"{correlation:g}", f"{paper.MODELS[lower]} - {paper.MODELS[higher]}",
                         f"{gap.mean:+.3f}", f"{gap.low:+.3f} to {gap.high:+.3f}",
                         probability(rank_test(list(a.values()), list(b.values()))),
                         probability(rank_test(list(b.values()), list(a.values())))])
    return rows


def add_losses(page, study):
    page.heading("Fig. 4: loss curves of the three models")
    page.picture(figures.curves_beside(study.models, study.correlations),
                 "Mean validation loss and its 95 % interval above, the paper's below. The axes of "
                 "steps differ: the paper trains for 10 million.")
    page.table(BESIDE_HEADER, [beside_row(study, *cell) for cell in cells(study)],
               "Final losses beside the paper's. Stuck: at 0.40 or more, mean of both tasks and "
               "first task; the paper reports one task. The paper's scale of losses is not known: "
               "compare ratios.")
    page.table(LOSS_HEADER, [loss_row(study, *cell) for cell in cells(study)],
               "Final losses over runs. Test: the checkpoint that validation chose, on fresh "
               "rows.")
    page.table(["correlation", "difference", "mean", "95 % interval", "p, less", "p, more"],
               test_rows(study),
               "Differences over common seeds, which share data, with bootstrap intervals; p of "
               "one-sided Mann-Whitney tests.")


def add_histograms(page, study):
    page.heading("Fig. 5: final losses of single runs")
    ours = {f"correlation {p:g}": {
        name: study.models.where(config=model, p=p)["first"].tolist()
        for model, name in paper.MODELS.items()} for p in study.correlations}
    theirs = {f"correlation {p:g}": {name: paper.final_losses(p, model)
                                     for model, name in paper.MODELS.items()}
              for p in study.correlations}
    page.picture(histogram_grid(ours, paper.BIN_WIDTH, figures.LOOKS, "final loss, first task"),
                 "Ours: the first task's final loss in bins of 1/30. A sine that is lost costs "
                 "0.5; the second hill is runs of which one is.")
    page.picture(histogram_grid(theirs, paper.BIN_WIDTH, figures.LOOKS, "final loss, one task"),
                 "The paper's 200 runs, in the same bins.")


def add_live_units(page, study):
    if study.models.finals["live"].isna().any():
        return
    page.heading("Live units of the towers")
    rows = []
    for correlation, model in cells(study):
        found = study.models.where(config=model, p=correlation)
        rows.append([f"{correlation:g}", paper.MODELS[model], f"{found['live'].mean():.1f}",
                     f"{found['live'].min():.1f}", number(figures.association(found), 2)])
    page.table(["correlation", "model", "live units, mean", "least", "rank correlation with loss"],
               rows, "Of 8 units of each tower: those active on 0.1 to 99.9 % of the test rows, "
               "mean of both towers. With few of them a tower cannot bend often enough for all "
               "sines.")
    page.picture(figures.live_units(study.models, study.correlations),
                 "Final loss against live units, a dot a run. An association: nothing was changed "
                 "in the towers to test it.")


def by_rate(study):
    """{rate: {model: rows}}, the configs' own rate with as many runs as the others."""
    part, runs = study.parts["rates"], study.budget.rate_runs
    found = {rate: {model: part.where(config=model, learning_rate=rate) for model in paper.MODELS}
             for rate in sorted(part.finals["learning_rate"].unique())}
    own = {model: study.models.where(config=model, p=HARDEST) for model in paper.MODELS}
    return dict(sorted((found | {RATE: {model: rows[rows["seed"] <= runs]
                                        for model, rows in own.items()}}).items()))


def add_rates(page, study):
    if "rates" not in study.parts:
        return
    page.heading("Learning rates")
    found = by_rate(study)
    page.table(["rate", *paper.MODELS.values()],
               [[f"{rate:g}", *(f"{rows['loss'].mean():.3f} ± {rows['loss'].std():.3f}"
                                for rows in models.values())] for rate, models in found.items()],
               f"Final loss at correlation {HARDEST:g}: mean and deviation of "
               f"{study.budget.rate_runs} runs.")
    rows = []
    for model, name in paper.MODELS.items():
        best = min(found, key=lambda rate: found[rate][model]["loss"].mean())
        chosen = found[best][model]
        rows.append([name, f"{best:g}", f"{chosen['loss'].mean():.3f}",
                     f"{chosen['test'].mean():.3f}"])
    page.table(["model", "best rate", "validation", "test"], rows,
               "The rate chosen for each model on validation, as the paper does, and its score on "
               "fresh rows. With so few runs small gaps mean nothing.")


def add_initialiser(page, study):
    if "initialiser" not in study.parts:
        return
    page.heading("Initialisers")
    part, runs = study.parts["initialiser"], study.budget.initialiser_runs
    rows, found = [], {}
    for model, name in paper.MODELS.items():
        own = study.models.where(config=model, p=HARDEST)
        glorot, torch = own[own["seed"] <= runs], part.where(config=model)
        found[model] = torch["loss"].tolist()
        rows.append([name, f"{glorot['loss'].mean():.3f} ± {glorot['loss'].std():.3f}",
                     f"{torch['loss'].mean():.3f} ± {torch['loss'].std():.3f}"])
    page.table(["model", "Glorot, zero biases", "LibTorch's default"], rows,
               f"Final loss at correlation {HARDEST:g} and rate {RATE:g}: mean and deviation of "
               f"{runs} runs. All else on this page starts from Glorot's weights.")
    p = probability(rank_test(found["omoe"], found["shared_bottom"]))
    page.text(f"With LibTorch's default, OMoE below Shared-Bottom has p = {p}, and MMoE below "
              f"OMoE p = {probability(rank_test(found['mmoe'], found['omoe']))}: what Shared-Bottom "
              "loses to the others at this rate depends on the initialiser.")


def add_bottom(page, study):
    if "bottom" not in study.parts:
        return
    part = study.parts["bottom"]
    page.heading("Fig. 3: a small Shared-Bottom over correlations")
    page.picture(figures.bottom_beside(part, study.correlations),
                 f"Shared-Bottom of 16 units: mean of {study.budget.bottom_runs} runs and its 95 % "
                 "interval.")
    page.table(["correlation", "mean", "deviation", "paper at 100,000 steps", "at the end"],
               [[f"{p:g}", f"{part.where(p=p)['loss'].mean():.3f}",
                 f"{part.where(p=p)['loss'].std():.3f}", paper.BOTTOM[p][0], paper.BOTTOM[p][-1]]
                for p in study.correlations])


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
    page.code(f"scripts/study.py --budget {study.budget.name}")


def cost_row(study, part):
    folder = study.folders[part]
    cost = json.loads((folder / "cost.json").read_text())
    table = (study.parts[part].experiment if part in study.parts else None)
    steps = 1 if table is None else int(table.finished()["steps"].max())
    runs = (sum(map(len, study.pearson.values())) if table is None else len(table.finished()))
    return [part, runs, f"{steps:,}", f"{cost['core_seconds'] / 60:.1f}",
            f"{cost['wall_seconds'] / 60:.1f}",
            f"{cost['core_seconds'] / cost['job_seconds']:.1%}"]
