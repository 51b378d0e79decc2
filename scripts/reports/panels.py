"""What pictures of several panels have in common."""
import textwrap

from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

COLUMNS = 3  # panels beside each other
SPREAD = 12  # largest over least value from which an axis is logarithmic


def panels(count, width, height, columns=COLUMNS, sharex=True, sharey=True):
    """(figure, axes in reading order); width and height of a panel in inches."""
    columns = min(columns, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(width * columns + 0.6, height * rows + 0.4), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False)
    for axis in axes.flat[count:]:
        axis.set_visible(False)
    return figure, list(axes.flat[:count])


def label_outside(axes, xlabel, ylabel=None):
    """Names and numbers on the lowest panel of each column and on the first of each row."""
    columns = min(COLUMNS, len(axes))
    for place, axis in enumerate(axes):
        lowest, first = place + columns >= len(axes), place % columns == 0
        axis.tick_params(labelbottom=lowest, labelleft=first)
        axis.set_xlabel(xlabel if lowest else "")
        axis.set_ylabel(ylabel if ylabel and first else "")


def wrapped(label, width=28, lines=3):
    """A long name on several lines; the rest of a very long one is left out."""
    return textwrap.fill(label, width, max_lines=lines, placeholder=" ...", break_on_hyphens=False)


def is_wide(values):
    """Whether values are better seen on a logarithmic axis."""
    return min(values) > 0 and max(values) / min(values) > SPREAD


def make_logarithmic(axes, direction):
    """direction: x or y. Numbers as they are, not as powers."""
    axes.set(**{f"{direction}scale": "log"})
    axis = axes.xaxis if direction == "x" else axes.yaxis
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def note_empty(axis, text="no finished run"):
    axis.text(0.5, 0.5, text, transform=axis.transAxes, ha="center", va="center", style="italic")
