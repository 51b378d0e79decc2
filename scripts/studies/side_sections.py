"""Sections of the page: learning rates, initialisers, and a small Shared-Bottom (Fig. 3)."""
import numpy

from studies import figures, paper
from studies.claims import order
from studies.plans import HARDEST

RATE = 1e-3  # of the configs


def by_rate(study):
    """{rate: {model: rows}}, the configs' own rate with as many runs as the others."""
    part, runs = study.parts["rates"], study.budget.rate_runs
    found = {rate: {model: part.where(config=model, learning_rate=rate) for model in paper.MODELS}
             for rate in sorted(part.finals["learning_rate"].unique())}
    own = {model: study.models.where(config=model, p=HARDEST) for model in paper.MODELS}
    return dict(sorted((found | {RATE: {model: rows[rows["seed"] <= runs]
                                        for model, rows in own.items()}}).items()))


def best_rates(found):
    """{model: (rate, rows)}: the least mean loss on validation, as the paper chooses."""
    rates = {model: min(found, key=lambda rate: found[rate][model]["loss"].mean())
             for model in paper.MODELS}
    return {model: (rate, found[rate][model]) for model, rate in rates.items()}


def side_findings(study):
    """Whether the order of the models outlives another rate or initialiser."""
    found = []
    if "rates" in study.parts:
        best = {model: rows["test"].tolist() for model, (_, rows) in
                best_rates(by_rate(study)).items()}
        found += orders("With each model's best learning rate", best)
    if "initialiser" in study.parts:
        part = study.parts["initialiser"]
        found += orders("From LibTorch's default initialiser", {
            model: part.where(config=model)["test"].tolist() for model in paper.MODELS})
    return found


def orders(setting, losses):
    """At the correlation at which rates and initialisers are compared, on test."""
    return [order(f"{setting}, {paper.MODELS[lower]} is better than {paper.MODELS[higher]} "
                  f"(correlation {HARDEST:g})", losses[lower], losses[higher],
                  f"test, {len(losses[lower])} runs: {numpy.mean(losses[lower]):.3f} and "
                  f"{numpy.mean(losses[higher]):.3f}")
            for lower, higher in (("mmoe", "omoe"), ("omoe", "shared_bottom"),
                                  ("mmoe", "shared_bottom"))]


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
    rows = [[paper.MODELS[model], f"{rate:g}", f"{chosen['loss'].mean():.3f}",
             f"{chosen['test'].mean():.3f} ± {chosen['test'].std():.3f}"]
            for model, (rate, chosen) in best_rates(found).items()]
    page.table(["model", "best rate", "validation", "test"], rows,
               "The rate chosen for each model on validation, as the paper does, and its score on "
               "fresh rows. With so few runs small gaps mean nothing.")


def add_initialiser(page, study):
    if "initialiser" not in study.parts:
        return
    page.heading("Initialisers")
    part, runs = study.parts["initialiser"], study.budget.initialiser_runs
    rows = []
    for model, name in paper.MODELS.items():
        own = study.models.where(config=model, p=HARDEST)
        glorot, torch = own[own["seed"] <= runs], part.where(config=model)
        rows.append([name, f"{glorot['loss'].mean():.3f} ± {glorot['loss'].std():.3f}",
                     f"{torch['loss'].mean():.3f} ± {torch['loss'].std():.3f}"])
    page.table(["model", "Glorot, zero biases", "LibTorch's default"], rows,
               f"Final loss at correlation {HARDEST:g} and rate {RATE:g}: mean and deviation of "
               f"{runs} runs. All else on this page starts from Glorot's weights.")


def add_longer(page, study):
    if "longer" not in study.parts:
        return
    page.heading("More steps")
    runs = study.budget.longer_runs
    of_paper = {model: paper.LOSSES[HARDEST, model][-1] for model in paper.MODELS}
    rows = [steps_row(f"{study.budget.steps:,}", means_of(study.models, runs)),
            steps_row(f"{study.budget.longer_steps:,}", means_of(study.parts["longer"], runs)),
            steps_row("paper, 10 million", of_paper)]
    page.table(["steps", *paper.MODELS.values(), "ratios to MMoE"], rows,
               f"Mean final loss at correlation {HARDEST:g}, over the same {runs} seeds.")


def means_of(part, runs):
    """{model: mean loss of the first runs}"""
    rows = part.where(p=HARDEST)
    return rows[rows["seed"] <= runs].groupby("config")["loss"].mean().to_dict()


def steps_row(steps, means):
    return [steps, *(f"{means[model]:.3f}" for model in paper.MODELS),
            " / ".join(f"{means[model] / means['mmoe']:.2f}" for model in paper.MODELS)]


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
