"""How the results of runs spread: histograms and strips."""
import math

import numpy
from matplotlib.ticker import MaxNLocator, PercentFormatter

from reports.looks import INK, looks_of, styled
from reports.panels import (COLUMNS, is_wide, label_outside, make_logarithmic, note_empty, panels,
                            wrapped)
from reports.statistics import mean_interval, present

BINS = 30
HEADROOM = 1.5  # above the highest bar, for words


def nice_width(span):
    """About BINS bins: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(span / BINS))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * BINS >= span)


def bin_edges(values, width=None):
    """Common to all panels. Values far above most of the others share the last bin."""
    low, high = min(values), max(values)
    first, third = numpy.percentile(values, [25, 75])
    if width is None:
        high = min(high, third + 6 * (third - first)) if third > first else high
        width = nice_width(high - low) if high > low else max(abs(low), 1) / BINS
    begin = math.floor(low / width + 1e-9)
    end = max(math.floor(high / width + 1e-9) + 1, begin + 3)
    return width * numpy.arange(begin, end + 1)


def draw_histogram(axis, values, edges, look, label):
    shown = numpy.clip(values, edges[0], (edges[-2] + edges[-1]) / 2)
    counts, _ = numpy.histogram(shown, edges)
    axis.bar(edges[:-1], counts / len(values), width=edges[1] - edges[0], align="edge",
             color=look.colour, alpha=0.75, linewidth=0)
    mean = numpy.mean(values)
    if mean <= edges[-1]:
        axis.axvline(mean, ymax=1 / HEADROOM, color=INK, linewidth=1, linestyle="--")
    runs = "1 run" if len(values) == 1 else f"{len(values)} runs"
    lines = [*wrapped(label, 44, 2).splitlines(), f"mean {mean:.4g}, {runs}"]
    if numpy.max(values) > edges[-1]:
        lines.append(f"last bar: up to {numpy.max(values):.3g}")
    write_lines(axis, lines)
    return counts.max() / len(values)


def write_lines(axis, lines):
    """Each for itself: a reader's font is not the one that the picture was measured with."""
    for place, line in enumerate(lines):
        axis.annotate(line, (1, 1), xytext=(-3, -2 - 10 * place), xycoords="axes fraction",
                      textcoords="offset points", ha="right", va="top", fontsize=8)


def grid_places(titles, labels):
    """(titles beside each other, [(title, label)] in reading order); no title: an empty place."""
    columns = min(len(titles), COLUMNS)
    padded = titles + [None] * (-len(titles) % columns)
    return columns, [(title, label) for begin in range(0, len(padded), columns)
                     for label in labels for title in padded[begin:begin + columns]]


@styled()
def histogram_grid(groups, width=None, looks=None, xlabel="final loss"):
    """groups: {column: {label: values}}; a row a label. All panels have the same bins.

    width: of a bin, whose edges are its multiples (the paper's Fig. 5: 1/30); by default about 30
    bins, and far outliers are in the last one, which then says so.
    """
    labels = list(dict.fromkeys(label for found in groups.values() for label in found))
    looks = looks or looks_of(labels)
    pooled = present(value for found in groups.values() for values in found.values()
                     for value in values)
    edges = bin_edges(pooled, width) if pooled else None
    columns, places = grid_places(list(groups), labels)
    figure, axes = panels(len(places), 3.1 if columns > 1 else 6.4, 1.25, columns)
    heights = [draw_place(axis, title, label, groups, edges, looks)
               for axis, (title, label) in zip(axes, places)]
    for axis, (title, label) in zip(axes, places):
        if label == labels[0]:
            axis.set_title(wrapped(title or "", 44))
        axis.set_xlabel(xlabel if label == labels[-1] else "")
        axis.tick_params(labelbottom=label == labels[-1],
                         labelleft=title in list(groups)[::columns])
    scale_shares(axes[0], max(heights))
    figure.supylabel("share of runs", fontsize=9)
    return figure


def scale_shares(axis, highest):
    axis.set_ylim(0, HEADROOM * highest or 1)
    ticks = MaxNLocator(3, steps=(1, 2, 5, 10)).tick_values(0, highest or 1)
    axis.set_yticks([tick for tick in ticks if 0 <= tick <= 1])
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def draw_place(axis, title, label, groups, edges, looks):
    """The height of its highest bar."""
    values = present(groups[title].get(label, [])) if title is not None else []
    if values:
        return draw_histogram(axis, values, edges, looks[label], label)
    if title is None:
        axis.set_visible(False)
    else:
        note_empty(axis, f"{wrapped(label)}\nno finished run")
    return 0


def histograms(values, width=None, looks=None, xlabel="final loss"):
    """A panel a label of {label: values}, one above the other."""
    return histogram_grid({"": values}, width, looks, xlabel)


def jitter(count):
    """Heights that keep dots apart: the golden ratio's fractions, the same in every picture."""
    return (numpy.arange(count) * 0.618034 % 1 - 0.5) * 0.7


def draw_strip(axis, place, values, look):
    axis.plot(values, place + jitter(len(values)), look.marker, color=look.colour, markersize=4.5,
              alpha=0.65, markeredgewidth=0)
    low, high = mean_interval(values)
    if low is not None:
        axis.plot([low, high], [place, place], color=INK, linewidth=1.6)
    axis.plot(numpy.mean(values), place, "D", color=INK, markersize=4.5)


@styled()
def strip_panels(groups, looks=None, xlabel="auc"):
    """groups: {panel: {label: values}}; a dot a run, a diamond at the mean, its 95 % interval."""
    labels = list(dict.fromkeys(label for found in groups.values() for label in found))
    looks = looks or looks_of(labels)
    figure, axes = panels(len(groups), 3.1 if len(groups) > 1 else 7, 0.42 * len(labels) + 0.6)
    pooled = []
    for axis, (title, found) in zip(axes, groups.items()):
        axis.set_title(wrapped(title, 44))
        axis.grid(True, axis="x")
        for place, label in enumerate(labels):
            values = present(found.get(label, []))
            pooled += values
            if values:
                draw_strip(axis, place, values, looks[label])
            else:
                axis.annotate("no value", (0.02, place), xycoords=("axes fraction", "data"),
                              va="center", style="italic")
    label_outside(axes, xlabel)
    axes[0].set_yticks(range(len(labels)), [wrapped(label) for label in labels])
    axes[0].set_ylim(len(labels) - 0.4, -0.6)
    if pooled and is_wide(pooled):
        make_logarithmic(axes[0], "x")
    return figure


def strips(values, looks=None, xlabel="auc"):
    """One panel of {label: values}."""
    return strip_panels({"": values}, looks, xlabel)
