"""Pictures of a data set's results: AUC with intervals; AUC over time."""
import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "mmoe", "font.size": 9,
                        "axes.spines.top": False, "axes.spines.right": False}

from contestants import OURS, TITLES  # noqa: E402
from matplotlib import pyplot  # noqa: E402
from page import metric_title, metrics_of  # noqa: E402
from peers.datasets import DATA_SETS  # noqa: E402

OUR_COLOUR, PEER_COLOUR = "#1f6fb4", "#c8641e"


def colour(name, contestant):
    return OUR_COLOUR if contestant in OURS[name] else PEER_COLOUR


def save(figure, file):
    figure.savefig(file, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)


def draw_intervals(name, found, file):
    metrics, places = metrics_of(found), range(len(found))
    columns = len(DATA_SETS[name].tasks)
    figure, axes = pyplot.subplots(len(metrics) // columns, columns, sharey=True, squeeze=False,
                                   figsize=(3.2 * columns + 1.2, 2.6 * len(metrics) // columns))
    for axis, metric in zip(axes.flat, metrics):
        for place, (contestant, summary) in zip(places, found.items()):
            measured = summary["metrics"][metric]
            low, high = measured["interval"]
            axis.plot([low, high], [place, place], color=colour(name, contestant), linewidth=1.5)
            axis.plot(measured["mean"], place, "o", color=colour(name, contestant), markersize=4)
        axis.set_yticks(places, [TITLES[contestant] for contestant in found])
        axis.set_title(metric_title(metric))
        axis.grid(axis="x", linewidth=0.3)
    axes[0][0].invert_yaxis()  # all share it
    figure.tight_layout()
    save(figure, file)


def draw_time(name, found, file):
    metric = metrics_of(found)[0]
    figure, axis = pyplot.subplots(figsize=(6.4, 3.8))
    for contestant, summary in found.items():
        point = summary["seconds"], summary["metrics"][metric]["mean"]
        axis.plot(*point, "o", color=colour(name, contestant))
        axis.annotate(TITLES[contestant], point, xytext=(5, 3), textcoords="offset points",
                      fontsize=8)
    axis.set_xscale("log")
    axis.set_xlabel("seconds, whole process, one core")
    axis.set_ylabel(metric_title(metric))
    axis.set_title(DATA_SETS[name].title)
    axis.grid(linewidth=0.3)
    save(figure, file)


def draw(name, found, folder):
    """quality_<name>.svg and quality_time_<name>.svg; blue is ours."""
    draw_intervals(name, found, folder / f"quality_{name}.svg")
    draw_time(name, found, folder / f"quality_time_{name}.svg")
