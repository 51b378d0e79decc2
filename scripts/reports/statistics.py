"""Numbers that tell runs over seeds apart. Random draws are seeded: equal input, equal output."""
import itertools
import math
from dataclasses import dataclass

import numpy
from scipy import special, stats

QUANTILES = (5, 25, 75, 95)  # percent, beside the median
RESAMPLES = 10_000
FEW = 6  # with fewer seeds resampling cannot cover 95 %
TAIL = 0.025  # on either side of an interval


@dataclass
class Summary:
    """Of the values that there are; None where they are too few."""

    count: int
    mean: float | None = None
    deviation: float | None = None  # of a sample: over count - 1
    median: float | None = None
    quantiles: dict | None = None  # {percent: value}, linear between values
    best: float | None = None
    low: float | None = None  # 95 % interval of the mean
    high: float | None = None


@dataclass
class Difference:
    """Mean of a - b over common seeds, its 95 % interval, and the p value of no difference."""

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0  # common seeds
    p: float | None = None

    def excludes_zero(self):
        """None where the seeds are too few to say."""
        if self.count < FEW:
            return None
        return self.low > 0 or self.high < 0


def present(values):
    """Without the undefined ones."""
    return [float(value) for value in values if value is not None and math.isfinite(value)]


def tail(count):
    """Which quantile of resampled means bounds an interval of 95 %.

    The plain 2.5 % is too narrow for few values; this one is as wide as Student's interval where
    values are normal (Hesterberg 2015, The American Statistician 69(4), section 3.3: the expanded
    percentile interval).
    """
    student = special.stdtrit(count - 1, TAIL)
    return float(special.ndtr(math.sqrt(count / (count - 1)) * student))


def mean_interval(values):
    """(low, high): 95 % bootstrap interval of the mean; (None, None) for fewer than two values."""
    values = numpy.asarray(values, dtype=float)
    if len(values) < 2:
        return None, None
    if (values == values[0]).all():
        return float(values[0]), float(values[0])
    draws = numpy.random.default_rng(1).integers(len(values), size=(RESAMPLES, len(values)))
    share = tail(len(values))
    low, high = numpy.quantile(values[draws].mean(axis=1), [share, 1 - share])
    return float(low), float(high)


def summary(values, best=min):
    """best: min or max."""
    values = present(values)
    if not values:
        return Summary(0)
    low, high = mean_interval(values)
    *quantiles, median = numpy.percentile(values, [*QUANTILES, 50]).tolist()
    return Summary(len(values), float(numpy.mean(values)),
                   float(numpy.std(values, ddof=1)) if len(values) > 1 else None, median,
                   dict(zip(QUANTILES, quantiles)), best(values), low, high)


def sign_patterns(size):
    """All of them where they are few, else RESAMPLES by chance and the one that was seen."""
    if 2 ** size <= RESAMPLES:
        return numpy.array(list(itertools.product((1.0, -1.0), repeat=size)))
    drawn = numpy.random.default_rng(2).choice((1.0, -1.0), size=(RESAMPLES, size))
    return numpy.vstack([numpy.ones(size), drawn])


def sign_test(differences):
    """p of a mean this far from 0, if each difference were as likely to have the other sign."""
    sums = numpy.abs(sign_patterns(len(differences)) @ differences)
    return float(numpy.mean(sums >= numpy.abs(differences.sum()) * (1 - 1e-9)))  # but for rounding


def paired_difference(by_seed_a, by_seed_b):
    """{seed: value} of two models -> Difference of a - b."""
    seeds = sorted(by_seed_a.keys() & by_seed_b.keys())
    pairs = [(by_seed_a[seed], by_seed_b[seed]) for seed in seeds]
    found = numpy.array([a - b for a, b in pairs if len(present([a, b])) == 2], dtype=float)
    if len(found) == 0:
        return Difference()
    low, high = mean_interval(found)
    p = sign_test(found) if len(found) > 1 else None
    return Difference(float(found.mean()), low, high, len(found), p)


def rank_test(a, b):
    """p of the one-sided Mann-Whitney test that values of a are smaller than those of b; None
    without values."""
    a, b = present(a), present(b)
    return float(stats.mannwhitneyu(a, b, alternative="less").pvalue) if a and b else None
