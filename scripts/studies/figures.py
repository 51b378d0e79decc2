"""The paper's figures beside ours."""
import numpy
from scipy import stats

from reports.looks import INK, look, looks_of, styled
from reports.panels import panels
from reports.statistics import mean_interval
from studies import paper

LOOKS = looks_of(paper.MODELS.values())
OURS, PAPERS = look(0), look(1)


@styled()
def pearson(found):
    """Fig. 2; found: {cosine: correlations of the labels}."""
    figure, (axis,) = panels(1, 5.6, 3.4)
    cosines = list(paper.PEARSON)
    means, deviations = zip(*paper.PEARSON.values())
    axis.errorbar(numpy.array(cosines) - 0.003, means, 2 * numpy.array(deviations), fmt="s",
                  color=PAPERS.colour, markersize=4, linewidth=1, label="paper")
    ours = [found[cosine] for cosine in cosines]
    axis.errorbar(numpy.array(cosines) + 0.003, [numpy.mean(values) for values in ours],
                  [2 * numpy.std(values, ddof=1) for values in ours], fmt="o", color=OURS.colour,
                  markersize=4, linewidth=1, label="ours")
    axis.set_xlabel("cosine of the weights (\"task correlation\")")
    axis.set_ylabel("Pearson correlation of the labels")
    axis.grid(True)
    axis.legend(loc="upper left")
    return figure


def draw_mean(axis, curves, its_look, label):
    """Mean of all runs and its 95 % interval."""
    steps = next(iter(curves.values()))[0]
    values = numpy.array([losses for _, losses in curves.values()])
    axis.plot(steps, values.mean(axis=0), color=its_look.colour, linewidth=1.5, label=label)
    if len(values) > 1:
        low, high = zip(*(mean_interval(column) for column in values.T))
        axis.fill_between(steps, low, high, color=its_look.colour, alpha=0.25, linewidth=0)


def steps_text(step, _):
    return f"{step / 1e6:g}M" if step >= 1e6 else f"{step / 1e3:g}k"


def finish_curves(figure, axes, columns):
    for axis in axes:
        axis.grid(True)
        axis.set_yscale("log")
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_formatter("")
        axis.xaxis.set_major_formatter(steps_text)
        axis.set_yticks([0.1, 0.2, 0.5, 1, 2])
    for row, axis in zip(("ours: mean loss", "paper: mean loss"), axes[::columns]):
        axis.set_ylabel(row)
    for axis in axes[-columns:]:
        axis.set_xlabel("steps")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=3)


@styled()
def curves_beside(part, correlations):
    """Fig. 4: rows ours and paper, a column a correlation."""
    columns = len(correlations)
    figure, axes = panels(2 * columns, 2.9, 2.4, columns, sharex="row", sharey=True)
    for axis, correlation in zip(axes, correlations):
        axis.set_title(f"correlation {correlation:g}")
        for model, name in paper.MODELS.items():
            draw_mean(axis, part.curves_where(config=model, p=correlation), LOOKS[name], name)
    for axis, correlation in zip(axes[columns:], correlations):
        for model, name in paper.MODELS.items():
            axis.plot(1000 * numpy.array(paper.LOSS_STEPS), paper.LOSSES[correlation, model],
                      color=LOOKS[name].colour, marker=".", linewidth=1.2)
    axes[0].set_ylim(0.05, 3)
    finish_curves(figure, axes, columns)
    return figure


@styled()
def bottom_beside(part, correlations):
    """Fig. 3: a panel each; a line a correlation."""
    figure, axes = panels(2, 3.6, 2.8, 2, sharex=False, sharey=True)
    for place, correlation in enumerate(correlations):
        draw_mean(axes[0], part.curves_where(p=correlation), look(place),
                  f"correlation {correlation:g}")
        axes[1].plot(1000 * numpy.array(paper.BOTTOM_STEPS), paper.BOTTOM[correlation],
                     color=look(place).colour, marker=".", linewidth=1.2)
    axes[0].set_title("ours")
    axes[1].set_title("paper")
    finish_curves(figure, axes, 2)
    axes[1].set_ylabel("")
    axes[0].set_ylabel("mean loss")
    return figure


@styled()
def live_units(part, correlations):
    """Loss against live units of the towers, a dot a run."""
    figure, axes = panels(len(correlations), 2.9, 2.6, len(correlations))
    for axis, correlation in zip(axes, correlations):
        axis.set_title(f"correlation {correlation:g}")
        axis.grid(True)
        for model, name in paper.MODELS.items():
            rows = part.where(config=model, p=correlation)
            axis.plot(rows["live"] + offset(name), rows["loss"], ".", color=LOOKS[name].colour,
                      markersize=4, alpha=0.7, label=name)
        axis.set_xlabel("live units of 8, mean of both towers")
    axes[0].set_ylabel("final loss")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
    return figure


def offset(name):
    """Models beside each other."""
    return 0.12 * (list(LOOKS).index(name) - 1)


def association(rows):
    """Spearman's correlation of live units and loss; None where one of them is constant."""
    if rows["live"].nunique() < 2 or rows["loss"].nunique() < 2:
        return None
    return float(stats.spearmanr(rows["live"], rows["loss"]).statistic)


__all__ = ["INK", "LOOKS", "association", "bottom_beside", "curves_beside", "live_units", "pearson"]
