"""What the paper says of the models, held against the runs."""
from dataclasses import dataclass

import numpy
from scipy import stats

from reports.statistics import paired_difference, rank_test

ALPHA = 0.01
STUCK = 0.40  # a loss above it: Shared-Bottom's second hill in the paper's Fig. 5


@dataclass
class Finding:
    claim: str
    verdict: str  # yes, no, or not settled
    numbers: str


def values(part, **levels):
    return list(part.losses(**levels).values())


def mean(part, **levels):
    return float(numpy.mean(values(part, **levels)))


def order(claim, lower, higher, numbers):
    """That values of `lower` are below those of `higher`."""
    p, reverse = rank_test(lower, higher), rank_test(higher, lower)
    verdict = "yes" if p < ALPHA else "no" if reverse < ALPHA else "not settled"
    side = " (the other way round)" if reverse < p else ""
    return Finding(claim, verdict, f"{numbers}; p = {min(p, reverse):.2g}{side}")


def between_models(part, correlation, lower, higher, names):
    means = [mean(part, config=model, p=correlation) for model in (lower, higher)]
    return order(f"At correlation {correlation:g}, {names[lower]} is better than {names[higher]}",
                 values(part, config=lower, p=correlation),
                 values(part, config=higher, p=correlation), f"{means[0]:.3f} and {means[1]:.3f}")


def equal_models(part, correlation, one, other, names):
    """Yes, if the interval of the difference has 0 in it and is narrow against the losses."""
    found = paired_difference(part.losses(config=one, p=correlation),
                              part.losses(config=other, p=correlation))
    level = mean(part, config=other, p=correlation)
    around, narrow = found.low <= 0 <= found.high, found.high - found.low < level / 2
    verdict = ("yes" if narrow else "not settled") if around else "no"
    return Finding(f"At correlation {correlation:g}, {names[one]} is as good as {names[other]}",
                   verdict, f"difference {found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f}) "
                            f"at a loss of {level:.3f}")


def between_correlations(part, model, easier, harder, names):
    means = [mean(part, config=model, p=p) for p in (easier, harder)]
    return order(f"{names[model]} is better at correlation {easier:g} than at {harder:g}",
                 values(part, config=model, p=easier), values(part, config=model, p=harder),
                 f"{means[0]:.3f} and {means[1]:.3f}")


def widest_spread(part, correlation, model, names):
    """By Levene's test around medians, against each other model."""
    own = values(part, config=model, p=correlation)
    spread = {name: float(numpy.std(values(part, config=name, p=correlation), ddof=1))
              for name in names}
    largest = max(stats.levene(own, values(part, config=other, p=correlation)).pvalue
                  for other in names if other != model)
    top = max(spread, key=spread.get)
    verdict = "not settled" if largest >= ALPHA else "yes" if top == model else "no"
    texts = ", ".join(f"{names[name]} {value:.3f}" for name, value in spread.items())
    return Finding(f"At correlation {correlation:g}, runs of {names[model]} spread most", verdict,
                   f"deviations {texts}; largest p = {largest:.2g}")


def stuck(losses):
    """Share of runs."""
    return float(numpy.mean(numpy.asarray(losses) >= STUCK))


def more_stuck(part, correlation, model, other, names):
    """Of one task, as the paper reports one."""
    found = [part.losses("first", config=name, p=correlation) for name in (model, other)]
    counts = [[sum(loss >= STUCK for loss in losses.values()),
               sum(loss < STUCK for loss in losses.values())] for losses in found]
    p = stats.fisher_exact(counts, alternative="greater").pvalue
    shares = [stuck(list(losses.values())) for losses in found]
    return Finding(f"At correlation {correlation:g}, more runs of {names[model]} than of "
                   f"{names[other]} are stuck at a loss of {STUCK} or more (first task)",
                   "yes" if p < ALPHA else "not settled",
                   f"{shares[0]:.0%} and {shares[1]:.0%}; p = {p:.2g}")


def findings(part, correlations, names):
    """In the order in which the paper tells them; of the correlations that were run."""
    low, high = min(correlations), max(correlations)
    found = []
    for correlation in correlations:
        if correlation < 1:
            found.append(between_models(part, correlation, "mmoe", "omoe", names))
        else:
            found.append(equal_models(part, correlation, "omoe", "mmoe", names))
        found.append(between_models(part, correlation, "omoe", "shared_bottom", names))
    found += [between_correlations(part, model, high, low, names)
              for model in ("shared_bottom", "omoe", "mmoe")]
    found += [widest_spread(part, correlation, "shared_bottom", names)
              for correlation in correlations]
    return found + [more_stuck(part, correlation, "shared_bottom", "mmoe", names)
                    for correlation in correlations]
