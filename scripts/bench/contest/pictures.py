"""Pictures of a data set's results: AUC with intervals; AUC over time."""
import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "mmoe", "font.size": 9,
                        "axes.spines.top": False, "axes.spines.right": False}

from contest.contestants import OURS, TITLES  # noqa: E402
from matplotlib import pyplot  # noqa: E402
from matplotlib.ticker import LogLocator, MaxNLocator  # noqa: E402
from contest.page import metric_title, metrics_of  # noqa: E402
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
        axis.xaxis.set_major_locator(MaxNLocator(4))
        axis.grid(axis="x", linewidth=0.3)
    axes[0][0].invert_yaxis()  # all share it
    figure.tight_layout()
    save(figure, file)


def heights(axis, points, apart=11):
    """How far above its point a name goes, in typographic points: downwards from the highest one,
    so that none covers another."""
    axis.autoscale_view()
    scale = 72 / axis.figure.dpi
    places = [height * scale for _, height in axis.transData.transform(points)]
    found, last = [0.0] * len(points), float("inf")
    for index in sorted(range(len(points)), key=places.__getitem__, reverse=True):
        last = min(last - apart, places[index])
        found[index] = last - places[index]
    return found


def draw_time(name, found, file):
    metric = metrics_of(found)[0]
    figure, axis = pyplot.subplots(figsize=(6.4, 3.8))
    points = [(summary["seconds"], summary["metrics"][metric]["mean"])
              for summary in found.values()]
    axis.set_xscale("log")
    axis.margins(x=0.2)  # for the names
    for contestant, point in zip(found, points):
        axis.plot(*point, "o", color=colour(name, contestant))
    for contestant, point, height in zip(found, points, heights(axis, points)):
        axis.annotate(TITLES[contestant], point, xytext=(14, height), textcoords="offset points",
                      fontsize=8, va="center", arrowprops={"arrowstyle": "-", "linewidth": 0.4})
    axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.xaxis.set_major_formatter("{x:g}")
    axis.xaxis.set_minor_formatter("")
    axis.set_xlabel("seconds, whole process, one core")
    axis.set_ylabel(metric_title(metric))
    axis.set_title(DATA_SETS[name].title)
    axis.grid(linewidth=0.3)
    save(figure, file)


def draw(name, found, folder):
    """quality_<name>.svg and quality_time_<name>.svg; blue is ours."""
    draw_intervals(name, found, folder / f"quality_{name}.svg")
    draw_time(name, found, folder / f"quality_time_{name}.svg")
