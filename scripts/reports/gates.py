"""Gate weights: how much of each expert a task takes."""
import matplotlib
import numpy
from matplotlib.colors import BoundaryNorm

from reports.looks import styled
from reports.panels import panels, wrapped

SHADES = 10
NUMBERS = 12  # experts up to which each weight is written


def share_experts(gates):
    """Whether the gates choose among the same experts, as far as their number tells."""
    return len({len(weights) for weights in gates.values()}) == 1


def expert_order(gates):
    """Experts by the first gate's weight, the largest first: an order that runs have in common."""
    first = next(iter(gates.values()))
    if not share_experts(gates):
        return list(range(max(map(len, gates.values()))))
    return sorted(range(len(first)), key=lambda expert: -first[expert])


def weight_rows(gates, order):
    """A row a gate; NaN where a gate has fewer experts."""
    rows = numpy.full((len(gates), len(order)), numpy.nan)
    for row, weights in zip(rows, gates.values()):
        for place, expert in enumerate(order):
            if expert < len(weights):
                row[place] = weights[expert]
    return rows


def mean_by_rank(runs):
    """{gate: weights} over runs [{gate: weights}]: the first gate's largest expert, its second
    largest, ...; None where gates do not choose among the same experts.

    Expert 0 of one run has nothing to do with expert 0 of another, so a mean by number would say
    nothing.
    """
    if not runs or any(not share_experts(gates) or gates.keys() != runs[0].keys()
                       for gates in runs):
        return None
    rows = numpy.mean([weight_rows(gates, expert_order(gates)) for gates in runs], axis=0)
    return dict(zip(runs[0], rows.tolist()))


def write_numbers(axis, rows, norm, colours):
    for (row, column), weight in numpy.ndenumerate(rows):
        if not numpy.isnan(weight):
            dark = numpy.dot(colours(norm(weight))[:3], (0.299, 0.587, 0.114)) < 0.5
            axis.text(column, row, f"{weight:.2f}", ha="center", va="center", fontsize=7,
                      color="#ffffff" if dark else "#000000")


def draw_gates(axis, title, gates, order, norm, colours):
    rows = weight_rows(gates, order)
    mesh = axis.pcolormesh(numpy.arange(len(order) + 1) - 0.5, numpy.arange(len(gates) + 1) - 0.5,
                           rows, norm=norm, cmap=colours, linewidth=0)
    axis.set_title(wrapped(title, 44))
    axis.set_yticks(range(len(gates)), [wrapped(gate, 18) for gate in gates])
    axis.set_ylim(len(gates) - 0.5, -0.5)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    if len(order) <= NUMBERS:
        write_numbers(axis, rows, norm, colours)
    return mesh


@styled()
def gate_heat_map(runs, by_rank=()):
    """runs: {title: {gate: [mean weight of each expert]}}, a panel each, experts in the order of
    the first gate's weights. Titles in by_rank are means over runs (see mean_by_rank): their
    experts are ranks."""
    largest = max(max(weights) for gates in runs.values() for weights in gates.values())
    colours = matplotlib.colormaps["cividis"].resampled(SHADES)
    norm = BoundaryNorm(numpy.linspace(0, largest or 1, SHADES + 1), SHADES, clip=True)
    gates = max(len(gates) for gates in runs.values())
    figure, axes = panels(len(runs), 3.1, 0.3 * gates + 0.75, sharex=False, sharey=False)
    for axis, (title, found) in zip(axes, runs.items()):
        order = expert_order(found)
        mesh = draw_gates(axis, title, found, order, norm, colours)
        ranks = title in by_rank
        axis.set_xticks(range(len(order)), [place + 1 if ranks else expert
                                            for place, expert in enumerate(order)])
        axis.set_xlabel("rank" if ranks else "expert")
    figure.colorbar(mesh, ax=axes, label="mean weight", format="%.2f", pad=0.02)
    return figure
