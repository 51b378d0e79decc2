"""Sections of the page: losses of the three models (Figs. 4 and 5), and the units behind them."""
import numpy

from reports.numbers import number
from reports.pictures import histogram_grid
from reports.statistics import mean_interval, paired_difference, rank_test
from studies import figures, paper
from studies.claims import stuck
from studies.losses import TASKS


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
                         f"{rank_test(list(a.values()), list(b.values())):.2g}",
                         f"{rank_test(list(b.values()), list(a.values())):.2g}"])
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
    for task in TASKS:
        ours = {f"correlation {p:g}": {
            name: study.models.where(config=model, p=p)[task].tolist()
            for model, name in paper.MODELS.items()} for p in study.correlations}
        page.picture(histogram_grid(ours, paper.BIN_WIDTH, figures.LOOKS, f"final loss, {task} task"),
                     f"Ours: the {task} task's final loss in bins of 1/30. A sine that is lost "
                     "costs 0.5; the second hill is runs of which one is.")
    theirs = {f"correlation {p:g}": {name: paper.final_losses(p, model)
                                     for model, name in paper.MODELS.items()}
              for p in study.correlations}
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
