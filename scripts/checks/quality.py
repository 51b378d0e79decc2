"""Checks scripts/bench/quality.py: its cuts, its scorer, its words, and the configs it runs.

  quality.py SOURCE_DIR MMOE_TRAIN DATA_DIR

Trains nothing and needs no peers. What needs a data set is left out where that is not there; exits
with 77, which ctest takes as skipped, without numpy or scikit-learn.
"""
import collections
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    from sklearn.metrics import roc_auc_score
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

source, program, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
sys.path.insert(0, str(source / "scripts/bench"))
from contest.contestants import OURS, TITLES, contestants  # noqa: E402
from contest.cut import CUTS, SOURCES, halves, lines_of, values_of  # noqa: E402
from contest.docs_page import docs_page  # noqa: E402
from contest.page import page  # noqa: E402
from contest.runs import arguments, check  # noqa: E402
from contest.score import Scorer, auc, gauc, truth  # noqa: E402
from contest.summary import difference, interval, summarise, verdict  # noqa: E402
from peers.datasets import DATA_SETS, DataSet, Task  # noqa: E402
from process import Failed, run  # noqa: E402

random = numpy.random.default_rng(1)


def check_halves():
    lines = [f"{number},x\n" for number in range(101)]
    one, other = halves(lines, seed=1)
    assert len(one) == 50 and sorted(one + other) == sorted(lines), "lost or doubled rows"
    assert one == sorted(one, key=lines.index) and one != lines[:50], "not in order, or not random"
    assert halves(lines, seed=1) == (one, other) and halves(lines, seed=2) != (one, other)


def check_cut(name, folder, headers):
    """The parts together are the source, row for row."""
    sources = [data / path for path in SOURCES[name]]
    if not all(path.is_file() for path in sources):
        print(f"no {name} in {data}: left out")
        return False
    CUTS[name](data, folder)
    wanted, got = (collections.Counter(line for path in paths for line in lines_of(path)[headers:])
                   for paths in (sources, folder.glob("*.csv")))
    assert got == wanted, f"{name}: rows lost or doubled"
    return True


def check_kuairand_dates(folder):
    dates = {part: set(values_of(lines_of(folder / f"{part}.csv"), "date"))
             for part in ("train", "test")}
    assert max(dates["train"]) == "20220428" and min(dates["test"]) == "20220429", dates


def noisy(labels, decimals=1):
    """Scores that know something, with many ties."""
    return numpy.round(labels + random.standard_normal(len(labels)), decimals)


def repeated(counts):
    return numpy.repeat(numpy.arange(len(counts)), counts)


def check_auc():
    labels = (random.random(500) < 0.2).astype(int)
    scores = noisy(labels)
    weights = random.integers(0, 4, (5, 500)).astype(numpy.uint16)
    weights[0] = 1
    for area, counts in zip(auc(labels, scores, weights), weights):
        rows = repeated(counts)  # a row drawn twice is there twice
        assert abs(area - roc_auc_score(labels[rows], scores[rows])) < 1e-12
    assert auc(labels, -scores, weights)[0] + auc(labels, scores, weights)[0] == 1


def check_gauc():
    groups, labels = random.integers(0, 60, 400), (random.random(400) < 0.3).astype(int)
    groups = numpy.unique(groups, return_inverse=True)[1]
    labels[groups == 0] = 0  # a group of one class does not count
    scores = noisy(labels)
    weights = random.integers(0, 3, (4, groups.max() + 1)).astype(numpy.uint16)
    for area, counts in zip(gauc(labels, scores, groups, weights), weights):
        total = rows = 0
        for group, count in enumerate(counts):
            own = groups == group
            if 0 < labels[own].sum() < own.sum():
                total += count * own.sum() * roc_auc_score(labels[own], scores[own])
                rows += count * own.sum()
        assert abs(area - total / rows) < 1e-12


def check_intervals():
    """The interval has about the width that Hanley and McNeil's formula gives."""
    labels = numpy.repeat([1, 0], [300, 1700])
    scores = labels + random.standard_normal(2000)
    values = Scorer(labels[:, None], ["a"], None, resamples=400)(scores[:, None])["auc_a"]
    low, high = interval(values)
    area = values[0]
    one, other = area / (2 - area), 2 * area ** 2 / (1 + area)
    variance = (area * (1 - area) + 299 * (one - area ** 2) + 1699 * (other - area ** 2)) / (
        300 * 1700)
    assert low < area < high and len(values) == 401
    assert 0.7 < (high - low) / (2 * 1.96 * variance ** 0.5) < 1.3, (low, high, variance)


def scored(scorer, *columns):
    return scorer(numpy.stack(columns, 1))


def check_differences():
    labels = (random.random((3000, 1)) < 0.3).astype(int)
    scorer = Scorer(labels, ["a"], None, resamples=200)
    good = noisy(labels[:, 0], 3)
    values = {name: scored(scorer, scores)["auc_a"] for name, scores in (
        ("good", good), ("copy", 2 * good + 1), ("near", good + random.normal(0, 0.01, 3000)),
        ("bad", random.random(3000)))}
    same = difference(values["copy"], values["good"])
    assert same == {"difference": 0, "interval": [0, 0]} and verdict(same) == "tie", same
    assert verdict(difference(values["good"], values["bad"])) == "better"
    assert verdict(difference(values["bad"], values["good"])) == "worse"
    wide = interval(values["good"])
    paired = difference(values["near"], values["good"])["interval"]
    assert paired[1] - paired[0] < (wide[1] - wide[0]) / 5, "not paired"


def check_truth(folder):
    data_set = DataSet("", "", (Task("a", "label", ("1",)), Task("b", "kind", ("x y", "z"))),
                       [], [], group="user")
    file = folder / "rows.csv"
    file.write_text('user,label,kind\n7,1,"x y"\n3,0, z\n7,1,q\n')
    labels, groups = truth(data_set, file)
    assert labels.tolist() == [[1, 1], [0, 1], [1, 0]] and groups[0] == groups[2] != groups[1]


def check_own_metrics():
    check({"own": {"auc_a": 0.5, "loss": 3}}, {"auc_a": [0.5000001]})
    try:
        check({"own": {"auc_a": 0.5}}, {"auc_a": [0.50001]})
    except Failed as reason:
        assert str(reason) == "says auc_a 0.5000000, the scorer 0.5000100", reason
        return
    raise AssertionError("another AUC than the scorer's is taken")


def measured(seconds):
    return {number + 1: {"seconds": each, "core_share": 0.5, "peak_rss_mb": 100}
            for number, each in enumerate(seconds)}


def check_page():
    """Boosting and MMoE equal in income, MMoE better in never married; a peer of one round."""
    def values(*gaps):
        return [numpy.array([0.9, 0.89, 0.91]) + gap for gap in gaps]

    scores = {"mmoe": {"auc_income": values(0.001, -0.001),
                       "auc_never_married": values(0.01, 0.02)},
              "shared-bottom": {"auc_income": values(0), "auc_never_married": values(0)},
              "lightgbm-500": {"auc_income": values(0), "auc_never_married": values(0)}}
    runs = {"mmoe": measured([2, 6]), "shared-bottom": measured([3]),
            "lightgbm-500": measured([4, 8])}
    data_set = {"rows": 1234, "positives": {"income": 5, "never_married": 6}, "runs": runs,
                "contestants": summarise(runs, scores), "absent": {"rechub": "skipped: no torch"}}
    results = {"date": "", "cpu": "", "command": "", "mmoe": "", "resamples": 2,
               "data_sets": {"census-1": data_set}}
    text = page(results)
    for wanted in ("| MMoE | 0.9000 tie | 0.9150 better | 4.0 |  | 0.62 | 2.0 | 100 |",
                   "| LightGBM 500 | 0.9000 | 0.9000 | 6.0 |  | 1.00 | 3.0 | 100 |",
                   "- MMoE against LightGBM 500: a tie in AUC income; better in AUC never married.",
                   "- Shared-Bottom against MMoE: a tie in AUC income; worse in AUC never married.",
                   "- Peers better than MMoE: none, in any metric.",
                   "of which each run had 50% or more",
                   "1,234 test rows; positive: 5 income, 6 never married.",
                   "- torch-rechub is not here; skipped: no torch"):
        assert wanted in text, f"no '{wanted}' in\n{text}"
    assert "As good as" not in text, text
    assert "| 0.91500 | 0.0050 of 2 | 0.9055 to 0.9245 |" in docs_page(results), docs_page(results)


def check_memory():
    """What a process says of its peak has nothing of ours."""
    ballast = b"x" * (300 << 20)
    said, _ = run([sys.executable, "-S", "-c", "import resource; "
                   "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"], pathlib.Path())
    assert int(said) * 1024 < len(ballast) / 2, said


def check_configs(name, folder):
    """In each config of ours nothing is wrong, and it takes the cut files."""
    assert set(contestants(name)) <= set(TITLES)
    for contestant, ours in OURS[name].items():
        dry = subprocess.run([program, *map(str, arguments(ours, folder)), "--dry-run", "--quiet"],
                             capture_output=True, text=True)
        assert dry.returncode == 0, f"{name}, {contestant}: {dry.stderr}"


check_halves()
check_auc()
check_gauc()
check_intervals()
check_differences()
check_own_metrics()
check_page()
check_memory()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    check_truth(folder)
    if check_cut("census", folder / "census", headers=0):
        check_configs("census-1", folder / "census")
        check_configs("census-2", folder / "census")
    if check_cut("kuairand", folder / "kuairand", headers=1):
        check_kuairand_dates(folder / "kuairand")
        check_configs("kuairand", folder / "kuairand")
