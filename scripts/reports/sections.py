"""The page of a comparison, section by section."""
from pathlib import Path

from reports.gate_sections import add_gates
from reports.metrics import is_better_high
from reports.numbers import number
from reports.pictures import curve_panels, histogram_grid, looks_of, strip_panels
from reports.statistics import present, summary
from reports.tables import difference_header, difference_rows, score_header, score_rows

FAILURES = 10  # shown

HOW_TO_READ = (
    "Every number is over the finished runs of a cell, one run a seed. Deviation is that of a "
    "sample; 5 % to 95 % are quantiles between runs. \"Best\" is the best run on the data that is "
    "reported, as papers show it: it must not choose a model, and it gets better with every "
    "further run. \"Chosen on valid\" is the score of the run that does best on validation data: "
    "the score of a model that you would have picked.",
    "A difference is the mean over seeds that both cells finished, each seed against itself. Its "
    "95 % interval comes from 10,000 resamples of those seeds, widened for few of them; p is that "
    "of a test that turns signs of differences around. Both speak of seeds only, not of other "
    "data. An interval without 0 is called better or worse; of 20 comparisons of equal models one "
    "will be, by luck. Under 6 common seeds no verdict is given.",
    "Bands of curves hold the middle half and the middle 90 % of runs around the median; a line "
    "ends where half of its runs have. In strips a dot is a run, the diamond the mean, and the "
    "line its 95 % interval: two that overlap may still differ clearly seed by seed, which the "
    "table of differences tells.")


def selection_text(comparison):
    """What was chosen on which data."""
    kinds = {str(kind) for kind in comparison.experiment.finished()["selected_on"]}
    on_valid = "Each run's checkpoint was selected on validation data; "
    if kinds != {"valid"}:
        on_valid = ("Some runs had" if "valid" in kinds else "There was") + (
            " no validation data: their last checkpoint counts. ")
        return on_valid + f"Scores are of {comparison.part} data."
    if comparison.part == "test":
        return on_valid + "scores are of test data, which had no part in any choice."
    return on_valid + ("scores are of the same data, and look a little better than the models are: "
                       "report test scores.")


def losses_text(comparison):
    """Empty where every run finished."""
    table = comparison.experiment.table
    lost = int((table["status"] != "finished").sum())
    return "" if not lost else (
        f"{lost} of {len(table)} runs did not finish and are in no mean: a cell whose poor runs "
        "diverge looks better than it is.")


def add_runs(page, comparison):
    page.heading("Runs")
    page.text(selection_text(comparison))
    names = comparison.experiment.factors
    rows = []
    for cell, levels in comparison.levels.items():
        counts = comparison.counts(cell)
        rows.append([cell, *levels.values(), sum(counts.values()), counts["finished"],
                     counts["diverged"], counts["failed"]])
    page.table(["cell", *names, "runs", "finished", "diverged", "failed"], rows)
    add_failures(page, comparison)


def first_line(path):
    """Of the message in an experiment's error.txt, whose first line is the exit code."""
    lines = path.read_text(errors="replace").splitlines() if path.is_file() else []
    return lines[1] if len(lines) > 1 else ""


def add_failures(page, comparison):
    table = comparison.experiment.table
    lost = table[table["status"] != "finished"]
    if len(lost):
        page.text(losses_text(comparison))
        rows = [[row.cell, row.seed, row.status, first_line(Path(row.folder) / "error.txt")]
                for row in lost.head(FAILURES).itertuples()]
        page.table(["cell", "seed", "status", "message"], rows,
                   f"The first {FAILURES} of them." if len(lost) > FAILURES else None)


def add_scores(page, comparison, metric, rows):
    better = "more" if is_better_high(metric) else "less"
    page.heading(f"{comparison.part} {metric}")
    page.table(score_header(), score_rows(comparison, rows),
               f"{comparison.part} {metric} over seeds; {better} is better.")
    differences = difference_rows(rows)
    if differences:
        page.table(difference_header(), differences,
                   "Differences to the baseline over common seeds.")


def add_pictures(page, comparison, metric, curves, looks):
    scores = comparison.experiment.values(f"{comparison.part}.{metric}")
    values = comparison.grouped({cell: list(found.values()) for cell, found in scores.items()})
    label = f"{comparison.part} {metric}"
    page.picture(strip_panels(values, looks, label),
                 f"{label}: every run, the mean of each cell and its 95 % interval.")
    if not is_better_high(metric):
        page.picture(histogram_grid(values, looks=looks, xlabel=label),
                     f"{label} of all runs in common bins; the dashed line is the mean. A second "
                     "hill is a group of runs that got stuck.")
    if curves:
        page.picture(curve_panels(comparison.grouped(curves), looks, f"validation {metric}"),
                     f"validation {metric} while training: median, middle half and middle 90 % "
                     "of runs.")


def spread(values, places=1):
    found = summary(values)
    return number(found.mean, places) + (
        "" if found.deviation is None else f" ± {number(found.deviation, places)}")


def time_row(cell, results):
    def all_of(key):
        return present(result.get(key) for result in results)

    def texts(key):
        return ", ".join(dict.fromkeys(str(result.get(key)) for result in results))

    stopped = sum(bool(result.get("stopped_early")) for result in results)
    return [cell, texts("parameters"), spread(all_of("steps"), 0), spread(all_of("best_step"), 0),
            stopped, spread(all_of("seconds")), spread(all_of("samples_per_second"), 0),
            spread(all_of("peak_rss_mb"), 0), texts("threads"), texts("device")]


def add_times(page, results):
    page.heading("Time and size")
    header = ["cell", "parameters", "steps", "best step", "stopped early", "seconds",
              "rows a second", "peak MB", "threads", "device"]
    page.table(header, [time_row(cell, list(found.values())) for cell, found in results.items()],
               "Mean ± deviation of the finished runs, as result.json tells; runs that shared a "
               "process also shared its memory and cores.")
    versions = {f"{name} {version}" for found in results.values() for result in found.values()
                for name, version in result.get("versions", {}).items()}
    page.text("Versions: " + ", ".join(sorted(versions)) + ".")


def fill(page, comparison, scores):
    """scores: {metric: rows} of the metrics to show."""
    experiment = comparison.experiment
    looks = looks_of(comparison.label(cell) for cell in comparison.levels)
    curves, results = experiment.all_curves(list(scores)), experiment.results()
    add_runs(page, comparison)
    for metric, rows in scores.items():
        add_scores(page, comparison, metric, rows)
        add_pictures(page, comparison, metric, curves[metric], looks)
    add_gates(page, results)
    if results:
        add_times(page, results)
    page.heading("How to read this page")
    page.text(*HOW_TO_READ)
