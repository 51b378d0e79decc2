"""Checks scripts/report.py: its statistics, its tables, and its page in a headless browser.

  report.py SOURCE_DIR MMOE_TRAIN

Exits with 77, which ctest takes as skipped, where this Python has no matplotlib, pandas or scipy,
and, once all else is checked, where there is no Chromium to open the page with.
"""
import contextlib
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import matplotlib  # noqa: F401
    import numpy
    import pandas  # noqa: F401
    import yaml  # noqa: F401
    from scipy import stats
except ImportError as error:
    print("skipped: no", error.name)
    sys.exit(77)

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
sys.path.insert(0, str(source / "scripts"))
from report import main  # noqa: E402
from reports.comparison import chosen, same_level  # noqa: E402
from reports.curves import common_steps, quantile_lines  # noqa: E402
from reports.distributions import bin_edges  # noqa: E402
from reports.numbers import decimals, number, probability  # noqa: E402
from reports.page import Page  # noqa: E402
from reports.pictures import histograms, loss_curves, mean_by_rank, strips  # noqa: E402
from reports.statistics import (mean_interval, paired_difference, rank_test,  # noqa: E402
                                summary)

AWKWARD = 'a <b>&"$x$'


def near(value, wanted):
    return abs(value - wanted) <= 1e-12 * max(1, abs(wanted))


def check_summary():
    found = summary([4, None, 1, 3, float("nan"), 2])
    assert (found.count, found.mean, found.median, found.best) == (4, 2.5, 2.5, 1), found
    assert near(found.deviation, (5 / 3) ** 0.5)
    assert near(found.quantiles[5], 1.15) and near(found.quantiles[75], 3.25)
    assert summary([1, 2], max).best == 2 and summary([]).mean is None
    one = summary([7])
    assert (one.deviation, one.low, one.median) == (None, None, 7), one
    same = summary([0.3] * 4)
    assert same.deviation == 0 and (same.low, same.high) == (0.3, 0.3), same


def check_coverage():
    """About 95 % of intervals hold the mean; the plain percentile would hold it in 87 % here."""
    draws = numpy.random.default_rng(7).normal(size=(300, 7))
    inside = [low <= 0 <= high for low, high in map(mean_interval, draws)]
    assert 0.91 < numpy.mean(inside) < 0.985, numpy.mean(inside)
    values = numpy.random.default_rng(8).normal(size=100)
    student = stats.t.interval(0.95, 99, values.mean(), stats.sem(values))
    assert numpy.allclose(mean_interval(values), student, atol=0.01), student


def check_differences():
    a = {1: 1.0, 2: 2.0, 3: 4.0, 4: None, 9: 5.0}
    b = {1: 0.5, 2: 1.0, 3: 1.0, 4: 1.0}
    found = paired_difference(a, b)
    assert (found.mean, found.count, found.p) == (1.5, 3, 0.25), found  # 2 of 8 patterns of signs
    assert 0.5 <= found.low <= 1.5 <= found.high <= 3 and found.excludes_zero() is None
    other = paired_difference(b, a)
    assert (other.mean, other.p) == (-1.5, 0.25)
    assert paired_difference(a, {7: 1.0}).mean is None
    many, zeros = dict(enumerate([1.0, 2, 3, 4, 5, 6])), dict.fromkeys(range(6), 0.0)
    assert paired_difference(many, zeros).excludes_zero() and paired_difference(
        many, zeros).p == 2 / 64
    same = paired_difference(many, many)
    assert (same.mean, same.low, same.p, same.excludes_zero()) == (0, 0, 1, False)
    values = numpy.random.default_rng(3).normal(0.4, 1, 40)
    by_chance = paired_difference(dict(enumerate(values)), dict.fromkeys(range(40), 0.0))
    assert abs(by_chance.p - stats.ttest_1samp(values, 0).pvalue) < 0.01
    assert rank_test([1, 2], [3, 4]) == 1 / 6 and rank_test([3, 4], [1, 2]) == 1
    assert rank_test([], [1]) is None


def check_words():
    assert [number(0.12345, 3), number(None), number(-0.00002, 3), number(0, 3)] == [
        "0.123", "n/a", "-2e-05", "0.000"]
    assert [decimals([0.0123, None, 3]), decimals([50]), decimals([0])] == [3, 2, 4]
    assert [probability(0.00001), probability(0.0312)] == ["<0.001", "0.031"]
    assert same_level("1.0", "1") and not same_level("mmoe", "1")
    assert chosen("loss", {1: 5.0, 2: 6.0, 3: None}, {1: 0.3, 2: 0.2, 3: 0.1}) == 6.0
    assert chosen("auc_a", {1: 0.5, 2: 0.6}, {1: 0.3, 2: 0.2}) == 0.5


def check_drawn():
    runs = [([1, 2, 3], [3.0, 2.0, 1.0]), ([1, 3, 4], [5.0, 3.0, 9.0]),
            ([1, 2, 3], [4.0, 4.0, 4.0])]
    assert common_steps(runs) == [1, 2, 3], "half of the runs ended at 3"
    steps, lines = quantile_lines(runs, "mean")
    assert lines[50].tolist() == [4, 4, 3] and near(lines["centre"][1], 10 / 3), lines
    edges = bin_edges([0.05, 0.32], 1 / 30)
    assert near(edges[0], 1 / 30) and near(edges[-1], 1 / 3) and len(edges) == 10, edges
    assert bin_edges([0.1] * 50 + [0.2] * 50 + [1e9])[-1] < 1, "one outlier takes all bins"
    runs = [{"a": [0.1, 0.9], "b": [0.8, 0.2]}, {"a": [0.7, 0.3], "b": [0.4, 0.6]}]
    ranks = mean_by_rank(runs)
    assert numpy.allclose([ranks["a"], ranks["b"]], [[0.8, 0.2], [0.3, 0.7]]), ranks
    assert mean_by_rank([{"a": [1.0], "b": [0.5, 0.5]}]) is None and mean_by_rank([]) is None


def awkward_page():
    """Pictures without values, of one run, of equal values, with names that are no plain words."""
    page = Page(AWKWARD, AWKWARD)
    page.heading(AWKWARD)
    page.text(AWKWARD)
    page.table([AWKWARD, "n"], [[AWKWARD, 1], ["", "n/a"]], AWKWARD)
    page.table(["none"], [])
    values = {AWKWARD: [0.1, 0.3, None], "one": [0.2], "same": [0.2] * 5, "none": []}
    for figure in (strips(values), histograms(values), strips({"none": []}),
                   histograms({"none": [None]}), histograms({"same": [-1.0, -1.0]}),
                   loss_curves({}), loss_curves({AWKWARD: {1: ([5], [2.0])}, "none": {}})):
        page.picture(figure, AWKWARD)
    return page.html()


def check_page(path):
    path.write_text(awkward_page())
    text = path.read_text()
    assert text == awkward_page(), "the same input gives other bytes"
    assert "a <b>" not in text and "a &lt;b&gt;&amp;&quot;$x$" in text
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(set(ids)) == len(ids), "an id is there twice"
    used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', text))
    assert used and used <= set(ids), used - set(ids)
    assert not re.search(r'<script|(?:src|href)="(?!#)|@import', text), "not self-contained"
    # Numbers in pictures are words, not coordinates to be cut.
    assert "mean 0.1234," in histograms_text({"a": [0.12341, 0.12339]})


def histograms_text(values):
    page = Page("")
    page.picture(histograms(values), "")
    return page.html()


# The whole program.

def train(folder, *words):
    subprocess.run([program, "--config", source / "configs/tiny.yaml", "--seeds", "1-6", "--run",
                    folder, "--quiet", "--set", "data.rows=2000", *words], check=False,
                   capture_output=True)


def run(*words, code=0):
    """The program without a process of its own, which would take seconds to load its packages."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        found = main([*map(str, words)])
    assert found == code, (words, found, out.getvalue(), err.getvalue())
    return err.getvalue() if code else out.getvalue()


def make_experiment(folder):
    """As scripts/experiment.py leaves it: two models, one of which has no finished run at rate 9, a
    metric that is null in one run, a level that is no plain word."""
    header = ["cell", "config", "rate", "seed", "status", "exit_code", "best_step", "steps",
              "stopped_early", "parameters", "selected_on", "valid.auc_a", "test.auc_a",
              "test.loss", "folder"]
    rows = []
    for config, gain in (("base", 0.0), (AWKWARD, 0.02)):
        for rate in (1.0, 9.0):
            for seed in range(1, 8):
                cell, place = f"{config}-{rate:g}", f"runs/{len(rows)}"
                diverged = rate == 9 and gain > 0
                auc = None if seed == 7 else 0.7 + gain + seed % 3 / 100 + seed % 2 / 1000 * gain
                write_run(folder / place, seed, auc, gain > 0, diverged)
                fate = ["diverged", 5, *[None] * 8] if diverged else [
                    "finished", 0, 10, 10, False, 5, "valid", auc, auc, 1 - 0.01 * seed]
                rows.append([cell, config, rate, seed, *fate, place])
    with (folder / "table.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    (folder / "plan.yaml").write_text("name: two models\ncompare: {factor: config, baseline: base, "
                                      "metrics: [auc_a, loss]}\n")


def write_run(folder, seed, auc, with_gates, diverged):
    folder.mkdir(parents=True)
    if diverged:
        (folder / "error.txt").write_text("exit code 5\ntraining diverged <here>\n")
        return
    gate = {"weight": [0.1 * (seed % 3), 1 - 0.1 * (seed % 3)], "entropy": 0.5}
    gates = {"a": gate} if with_gates else {}
    (folder / "result.json").write_text(json.dumps(
        {"seed": seed, "seconds": 2.0, "gates": gates, "versions": {"mmoe": "1"}}))
    (folder / "metrics.jsonl").write_text("".join(
        json.dumps({"event": "valid", "step": step, "auc_a": auc and auc - 1 / step, "loss": 1.0})
        + "\n" for step in (5, 10)))


def rows_of(folder):
    with (folder / "report.csv").open() as file:
        return {(row["cell"], row["metric"]): row for row in csv.DictReader(file)}


def check_experiment(folder):
    make_experiment(folder)
    text = run(folder)
    rows = rows_of(folder)
    better, lost = rows[f"{AWKWARD}-1", "auc_a"], rows[f"{AWKWARD}-9", "auc_a"]
    assert (better["verdict"], better["baseline"], better["common_seeds"]) == (
        "better", "base-1", "6"), better
    assert (better["runs"], better["values"], better["better"]) == ("7", "6", "high")
    assert near(float(better["difference"]), 0.02 + 0.02 * 3 / 6 / 1000), better["difference"]
    assert near(float(better["best"]), float(better["chosen_on_valid"]))
    assert (lost["diverged"], lost["mean"], lost["verdict"]) == ("7", "", "few seeds"), lost
    assert rows["base-1", "auc_a"]["baseline"] == "" and "6 of 7" in text, text
    assert rows[f"{AWKWARD}-1", "loss"]["verdict"] == "no clear difference"
    assert "which had no part in any choice" in text and "7 of 28 runs did not finish" in text
    page = (folder / "report.html").read_bytes()
    assert b"training diverged &lt;here&gt;" in page and b"mean of 7 runs, by rank" in page
    run(folder, "--output", folder / "again")
    assert page == (folder / "again/report.html").read_bytes(), "the same input, another page"
    by_rate = folder / "by rate"
    run(folder, "--baseline", 9, "--metric", "loss", "--part", "test", "--output", by_rate)
    assert rows_of(by_rate)["base-1", "loss"]["baseline"] == "base-9"
    error = run(folder, "--metric", "auc_b", code=2)
    assert error == "error: no metric 'auc_b'; did you mean 'auc_a'? (known here: auc_a, loss)\n"
    assert "did you mean 'base'?" in run(folder, "--baseline", "bas", code=2)
    assert "no metric 'loss'" in run(folder, "--part", "valid", "--metric", "loss", code=2)


def check_plain_folders(folder):
    train(folder / "adam")
    train(folder / "sgd", "--set", "train.optimizer.type=sgd")
    train(folder / "wild", "--set", "train.optimizer={type: sgd, learning_rate: 1e9}")
    text = run(folder / "adam", folder / "sgd", folder / "wild", "--baseline", "adam", "--output",
               folder)
    assert "rmse_first" in text and "mae_first" not in text, "the first metric of each task"
    rows = rows_of(folder)
    assert rows["wild", "loss"]["diverged"] == "6" and rows["sgd", "loss"]["verdict"] == "worse"
    own = json.loads((folder / "adam/seed-3/result.json").read_text())["test"]["mae_first"]
    values = [json.loads(path.read_text())["test"]["mae_first"]
              for path in (folder / "adam").glob("seed-*/result.json")]
    assert own in values and near(float(rows["adam", "mae_first"]["mean"]), sum(values) / 6)
    run(folder / "adam/seed-3", "--output", folder / "one")
    assert near(float(rows_of(folder / "one")["seed-3", "mae_first"]["median"]), own)
    run(folder / "wild", code=2)
    assert "no folder" in run(folder / "adma", code=2)
    assert "holds no runs" in run(folder, code=2)
    (folder / "adam/seed-3/result.json").write_text("{")
    assert "seed-3/result.json" in run(folder / "adam", code=3)


# The page as a browser sees it.

PROBE = """<script>
const boxes = [...document.querySelectorAll("figure svg")].map(svg => svg.getBoundingClientRect());
const hidden = boxes.filter(box => box.width < 100 || box.height < 50).length;
const cut = [...document.querySelectorAll("figure svg")].filter(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].map(text => text.getBoundingClientRect()).some(
    box => box.left < frame.left - 2 || box.right > frame.right + 2 ||
           box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
}).length;
document.title = `pictures ${boxes.length} hidden ${hidden} cut ${cut}`;
</script></body>"""


def check_in_browser(browser, path, folder):
    """Every picture has a place, and no words leave it; nothing is logged as an error."""
    text = path.read_text()
    probe = folder / "probe.html"
    probe.write_text(text.replace("</body>", PROBE))
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
         f"--user-data-dir={folder / 'profile'}", "--dump-dom", probe.as_uri()],
        capture_output=True, text=True, timeout=100)
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    count = text.count("<figure>")
    assert title and title[1] == f"pictures {count} hidden 0 cut 0", (title, count, done.stderr)
    assert "CONSOLE" not in done.stderr, done.stderr


with tempfile.TemporaryDirectory() as name:
    temporary = pathlib.Path(name)
    check_summary()
    check_coverage()
    check_differences()
    check_words()
    check_drawn()
    check_page(temporary / "awkward.html")
    check_experiment(temporary / "experiment")
    check_plain_folders(temporary)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        print("skipped: no Chromium to open the page with; all else is as it should be")
        sys.exit(77)
    for html in ("experiment/report.html", "report.html", "awkward.html"):
        check_in_browser(chromium, temporary / html, temporary)
print("report.py keeps its promises")
