"""What the parameters of a study mean to its results."""
import math
import warnings
from bisect import bisect
from statistics import median

from optuna import importance

PARTS = 4  # of a range


def shares(study, evaluator):
    """{key: share}; nothing where the trials do not tell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = importance.get_param_importances(study, evaluator=evaluator)
        except (RuntimeError, ValueError):
            return {}
    return {key: float(share) for key, share in found.items() if math.isfinite(share)}


def importances(study):
    """{key: (in the whole space, among the best)}; None where the trials do not tell."""
    whole = shares(study, importance.FanovaImportanceEvaluator(seed=1))
    best = shares(study, importance.PedAnovaImportanceEvaluator())
    keys = {key for trial in study.get_trials(deepcopy=False) for key in trial.params}
    return {key: (whole.get(key), best.get(key)) for key in keys}


def edges(parameter):
    """Of the parts of a range, equal in its scale."""
    low, high = parameter.low, parameter.high
    if parameter.log:
        return [low * (high / low) ** (i / PARTS) for i in range(PARTS + 1)]
    return [low + (high - low) * i / PARTS for i in range(PARTS + 1)]


def slots(parameter):
    """[(name, whether a stored value belongs to it)]"""
    if parameter.labels:
        return [(text, lambda stored, text=text: stored == text) for text in parameter.labels]
    grid = parameter.grid(2 * PARTS)
    if grid:
        return [(f"{value:.6g}", lambda stored, value=value: abs(stored - value) < 1e-9)
                for value in grid]
    bounds = edges(parameter)
    names = [f"{low:.3g} to {high:.3g}" for low, high in zip(bounds, bounds[1:])]
    return [(name, lambda stored, i=i: min(bisect(bounds, stored), PARTS) == i + 1)
            for i, name in enumerate(names)]


def slices(parameter, trials, best):
    """[(name, trials, median, best value)] of the parts of one parameter that were tried."""
    rows = []
    for name, belongs in slots(parameter):
        values = [trial.value for trial in trials if belongs(trial.params[parameter.key])]
        rows += [(name, len(values), median(values), best(values))] if values else []
    return rows
