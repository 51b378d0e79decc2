"""What pictures of several panels have in common."""
import textwrap

from matplotlib.figure import Figure

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


def wrapped(label, width=28):
    """A long name on several lines; the rest of a very long one is left out."""
    return textwrap.fill(label, width, max_lines=3, placeholder=" ...", break_on_hyphens=False)


def is_wide(values):
    """Whether values are better seen on a logarithmic axis."""
    return min(values) > 0 and max(values) / min(values) > SPREAD


def note_empty(axis, text="no finished run"):
    axis.text(0.5, 0.5, text, transform=axis.transAxes, ha="center", va="center", style="italic")
