"""Pictures of a study. Without matplotlib there are none."""
import math


def pyplot():
    """None where matplotlib is absent."""
    try:
        import matplotlib
    except ImportError:
        return None
    matplotlib.use("agg")
    from matplotlib import pyplot
    return pyplot


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})


def best_so_far(values, direction):
    best, result = None, []
    for value in values:
        better = best is None or (value > best if direction == "max" else value < best)
        best = value if better else best
        result.append(best)
    return result


def draw_history(plot, path, monitor, trials, pruned):
    figure, axes = plot.subplots(figsize=(7, 3.5))
    numbers, values = [t.number for t in trials], [t.value for t in trials]
    axes.scatter(numbers, values, s=16, label="trial")
    axes.step(numbers, best_so_far(values, monitor.direction), where="post", color="C1",
              label="best so far")
    for i, number in enumerate(pruned):
        axes.axvline(number, color="0.85", zorder=0, label="pruned, diverged" if i == 0 else None)
    axes.set(xlabel="trial", ylabel=monitor.text)
    axes.legend()
    save(figure, path)
    plot.close(figure)


def draw_slices(plot, path, monitor, parameters, trials):
    columns = min(3, len(parameters))
    rows = math.ceil(len(parameters) / columns)
    figure, grid = plot.subplots(rows, columns, figsize=(3.6 * columns, 2.8 * rows), sharey=True,
                                 squeeze=False)
    for axes, parameter in zip(grid.flat, parameters):
        shown = [parameter.slot(trial.params[parameter.key]) for trial in trials]
        axes.scatter(shown, [trial.value for trial in trials], s=16,
                     c=[trial.number for trial in trials], cmap="viridis")
        axes.set_xlabel(parameter.key, fontsize=8)
        axes.set_xscale("log" if parameter.log else "linear")
        if parameter.labels:
            axes.set_xticks(range(len(parameter.labels)), parameter.labels, fontsize=7)
    for axes in grid.flat[len(parameters):]:
        axes.set_visible(False)
    grid[0][0].set_ylabel(monitor.text, fontsize=8)
    save(figure, path)
    plot.close(figure)


def draw(folder, monitor, parameters, trials, pruned):
    """Names of the pictures, by what they show."""
    plot = pyplot()
    if plot is None or not trials:
        return {}
    draw_history(plot, folder / "history.png", monitor, trials, pruned)
    draw_slices(plot, folder / "slices.png", monitor, parameters, trials)
    return {"History": "history.png", "Slices": "slices.png"}
