"""The study as plans of scripts/experiment.py, a part each."""
import dataclasses
import pathlib

from studies.paper import MODELS, PEARSON

CONFIGS = pathlib.Path(__file__).resolve().parents[2] / "configs"
CORRELATION, RATE = "data.generator.p", "train.optimizer.learning_rate"
FURTHER_RATES = (1e-4, 3e-3, 1e-2)  # beside the configs' 1e-3
VALIDATIONS = 40
HARDEST = 0.5  # the correlation at which rates and initialisers are compared


def paper_configs():
    return {model: str(CONFIGS / f"paper_{model}.yaml") for model in MODELS}


def training(budget):
    """New directions and label noise in every run, and an even share of validations."""
    every = budget.steps // VALIDATIONS
    return {"data.seed": "run", "train.steps": budget.steps, "train.validate_every": every,
            "train.log_every": every}


def plan(name, configs, overrides, grid, runs):
    return {"name": name, "configs": configs, "set": overrides, "grid": grid,
            "seeds": f"1-{runs}"}


def pearson(budget):
    """Rows alone are looked at; something must be trained on them all the same."""
    overrides = {"data.seed": "run", "data.valid_rows": 0, "data.test_rows": 10_000,
                 "train.steps": 1, "model.bottom.hidden": [1]}
    return plan("pearson", {"labels": str(CONFIGS / "paper_shared_bottom.yaml")}, overrides,
                {CORRELATION: list(PEARSON)}, budget.pearson_repeats)


def models(budget):
    return plan("models", paper_configs(), training(budget),
                {CORRELATION: list(budget.correlations)}, budget.runs)


def bottom(budget):
    configs = {"shared_bottom_16": str(CONFIGS / "paper_shared_bottom.yaml")}
    return plan("bottom", configs, training(budget) | {"model.bottom.hidden": [16]},
                {CORRELATION: list(budget.correlations)}, budget.bottom_runs)


def rates(budget):
    return plan("rates", paper_configs(), training(budget) | {CORRELATION: HARDEST},
                {RATE: list(FURTHER_RATES)}, budget.rate_runs)


def initialiser(budget):
    overrides = training(budget) | {CORRELATION: HARDEST}
    return plan("initialiser", paper_configs(), overrides, {"model.init": ["torch"]},
                budget.initialiser_runs)


def longer(budget):
    """Gaps between the models grow with steps."""
    more = dataclasses.replace(budget, steps=budget.longer_steps)
    return plan("longer", paper_configs(), training(more), {CORRELATION: [HARDEST]},
                budget.longer_runs)


def plans(budget):
    """{part: mapping}, without the parts that the budget leaves out."""
    all_parts = {"pearson": (pearson, budget.pearson_repeats), "models": (models, budget.runs),
                 "bottom": (bottom, budget.bottom_runs), "rates": (rates, budget.rate_runs),
                 "initialiser": (initialiser, budget.initialiser_runs),
                 "longer": (longer, budget.longer_runs)}
    return {name: make(budget) for name, (make, runs) in all_parts.items() if runs}
