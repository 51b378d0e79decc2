"""Loss curves: what a metric was while the runs of a model trained."""
import numpy
from matplotlib.ticker import MaxNLocator

from reports.looks import looks_of, styled
from reports.panels import (is_wide, label_outside, make_logarithmic, note_empty, panels,
                            wrapped)

PERCENTS = (5, 25, 50, 75, 95)
POINTS = 400  # of a line, at most
FEW = 5  # runs: fewer are drawn each, without bands


def common_steps(runs):
    """Steps that at least half of the runs reached."""
    steps = sorted({step for steps, _ in runs for step in steps})
    if len(steps) > POINTS:
        steps = numpy.unique(numpy.quantile(steps, numpy.linspace(0, 1, POINTS))).tolist()
    ends = sorted(steps[-1] for steps, _ in runs)
    return [step for step in steps if step <= ends[len(ends) // 2]]


def on_steps(steps, runs):
    """Values of all runs, interpolated; a row a run, NaN outside of its own steps."""
    return numpy.array([numpy.interp(steps, *run, left=numpy.nan, right=numpy.nan)
                        for run in runs])


def quantile_lines(runs, centre):
    """(steps, {percent or "centre": values}) of [(steps, values)]."""
    steps = common_steps(runs)
    values = on_steps(steps, runs)
    known = ~numpy.isnan(values).all(axis=0)
    steps, values = numpy.asarray(steps)[known], values[:, known]
    lines = dict(zip(PERCENTS, numpy.nanpercentile(values, PERCENTS, axis=0)))
    return steps, lines | {"centre": numpy.nanmean(values, axis=0) if centre == "mean"
                           else lines[50]}


def draw_runs(axis, runs, look, label, centre):
    """The limits of what the eye should see: all but the first tenth of the way."""
    steps, lines = quantile_lines(runs, centre)
    axis.plot(steps, lines["centre"], color=look.colour, linestyle=look.dash, linewidth=1.5,
              label=label, marker=look.marker if len(steps) == 1 else None)
    if len(runs) < FEW:
        for run in runs if len(runs) > 1 else []:
            axis.plot(*run, color=look.colour, linestyle=look.dash, linewidth=0.6, alpha=0.6)
        seen = on_steps(steps, runs)
    else:
        for low, high, alpha in ((5, 95, 0.13), (25, 75, 0.25)):
            axis.fill_between(steps, lines[low], lines[high], color=look.colour, alpha=alpha,
                              linewidth=0)
        seen = numpy.array([lines[5], lines[95]])
    late = seen[:, steps >= steps[-1] / 10]
    return float(numpy.nanmin(late)), float(numpy.nanmax(late))


def limit(axes, limits):
    """Of the value axis that all panels share."""
    low, high = min(low for low, _ in limits), max(high for _, high in limits)
    if is_wide([low, high]):
        make_logarithmic(axes[0], "y")
        axes[0].set_ylim(low / 1.15, high * 1.15)
    elif high > low:
        axes[0].set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))


def count_steps(axes, runs):
    axes[0].xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if max(steps[-1] for steps, _ in runs) >= 20_000:
        axes[0].xaxis.set_major_formatter(lambda step, _: f"{step / 1000:,.0f}k" if step else "0")
    else:
        axes[0].xaxis.set_major_formatter(lambda step, _: f"{step:,.0f}")


@styled()
def curve_panels(groups, looks=None, ylabel="validation loss", centre="median"):
    """groups: {panel: {label: {seed: (steps, values)}}}; a line and its bands a label.

    Bands hold the middle half and the middle 90 % of runs; fewer than five runs are thin lines. The
    first tenth of the steps may leave the picture. A line ends where half of the runs have ended.
    """
    looks = looks or looks_of(label for curves in groups.values() for label in curves)
    figure, axes = panels(len(groups), 3.1 if len(groups) > 1 else 6.4, 2.9)
    limits, all_runs = [], []
    for axis, (title, curves) in zip(axes, groups.items()):
        axis.set_title(wrapped(title, 44))
        axis.grid(True)
        for label, by_seed in curves.items():
            runs = [run for run in by_seed.values() if len(run[0])]
            if runs:
                limits.append(draw_runs(axis, runs, looks[label], wrapped(label), centre))
                all_runs += runs
        if not axis.lines:
            note_empty(axis)
    label_outside(axes, "steps", ylabel)
    if limits:
        limit(axes, limits)
        count_steps(axes, all_runs)
        handles, labels = legend_of(axes)
        figure.legend(handles, labels, loc="outside upper left", ncols=min(4, len(labels)))
    return figure


def legend_of(axes):
    """Each label once."""
    found = {}
    for axis in axes:
        for handle, label in zip(*axis.get_legend_handles_labels()):
            found.setdefault(label, handle)
    return list(found.values()), list(found)


def loss_curves(curves, looks=None, ylabel="validation loss", centre="median"):
    """One panel of {label: {seed: (steps, values)}}."""
    return curve_panels({"": curves}, looks, ylabel, centre)
