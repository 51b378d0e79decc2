"""What runs of contestants say: means over seeds, intervals over test rows, what is a tie."""
from statistics import median, pstdev

from contest.contestants import OUR_MAIN, QUICK_YARDSTICK, YARDSTICK
import numpy

SHARE = 95  # percent of the resamples that an interval holds


def interval(values):
    """[low, high] of the resamples: all values but the first, which is of the rows as they are."""
    return [float(limit) for limit in
            numpy.percentile(values[1:], [50 - SHARE / 2, 50 + SHARE / 2])]


def verdict(compared):
    """A difference whose interval holds 0 is a tie."""
    low, high = compared["interval"]
    return "better" if low > 0 else "worse" if high < 0 else "tie"


def difference(values, others):
    gap = values - others
    return {"difference": float(gap[0]), "interval": interval(gap)}


def metric_summary(seeds, others):
    """seeds [seeds, 1 + resamples] of a metric; others {contestant: the mean of its seeds}."""
    values = seeds.mean(0)
    single = [float(value) for value in seeds[:, 0]]
    return {"mean": float(values[0]), "seeds": single, "deviation": pstdev(single),
            "interval": interval(values),
            "against": {name: difference(values, other) for name, other in others.items()}}


def costs(runs, others):
    """Medians over rounds; ratios are to the run of another one in the same round."""
    found = {"seconds": median(run["seconds"] for run in runs.values()),
             "cpu_seconds": median(run["seconds"] * run["core_share"] for run in runs.values()),
             "peak_rss_mb": median(run["peak_rss_mb"] for run in runs.values()), "ratio": {}}
    for name, other in others.items():
        both = [number for number in runs if number in other]
        if both:
            found["ratio"][name] = median(runs[number]["seconds"] / other[number]["seconds"]
                                          for number in both)
    return found


def summarise(runs, scores):
    """{contestant: summary} of one data set.

    runs {contestant: {round: what it cost}}; scores {contestant: {metric: a list of a seed's
    values, each as the scorer gives them}}.
    """
    means = {name: {metric: numpy.mean(seeds, 0) for metric, seeds in metrics.items()}
             for name, metrics in scores.items()}
    found = {}
    for name, metrics in scores.items():
        others = [other for other in (YARDSTICK, OUR_MAIN) if other in means and other != name]
        found[name] = {"metrics": {
            metric: metric_summary(numpy.array(seeds), {other: means[other][metric]
                                                        for other in others})
            for metric, seeds in metrics.items()}}
        found[name] |= costs(runs[name], {other: runs[other] for other in
                                          (QUICK_YARDSTICK, YARDSTICK) if other in runs})
    return found
