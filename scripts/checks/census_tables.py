"""Checks scripts/census_tables.py: the arithmetic of its tables on made-up runs, and its errors.

  census_tables.py SOURCE_DIR MMOE_TRAIN DATA_DIR

Where DATA_DIR holds the census data, trains on a few rows of it, too. Exits with 77, which ctest
takes as skipped, where this Python lacks a package.
"""
import gzip
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
from argparse import Namespace

try:
    import matplotlib  # noqa: F401
    import optuna  # noqa: F401
    import pandas
except ImportError as error:
    print("skipped: no", error.name)
    sys.exit(77)

source, program, data = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
sys.path.insert(0, str(source / "scripts"))
from census.formats import markdown, terminal  # noqa: E402
from census.paper import GROUPS, METHODS, NOT_BUILT, ORDER  # noqa: E402
from census.results import results  # noqa: E402
from census.tables import chosen_table, difference_table, paper_table  # noqa: E402
from census.runs import read_groups, train  # noqa: E402
from census.tuned import SPACES, best_of, config_of, space_of  # noqa: E402
from census.write import write  # noqa: E402

# Validation and test AUC of the main task, test AUC of the other; None did not finish.
RUNS = {
    "mmoe": [(0.950, 0.953, 0.990), (0.952, 0.951, 0.991), (0.951, 0.954, 0.992), None],
    "omoe": [None, (0.952, 0.950, 0.991), (0.952, 0.952, 0.993), (0.940, 0.940, 0.990)],
    "shared_bottom": [(0.949, 0.949, 0.989), None, None, None],
    "single_task": [None] * 4,
}


def made_up(group):
    rows = []
    for method, runs in RUNS.items():
        for seed, run in enumerate(runs, 101):
            valid, main, auxiliary = run or (None, None, None)
            rows.append({"cell": method, "config": method, "seed": seed,
                         "status": "finished" if run else "failed",
                         f"valid.auc_{group.main}": valid, f"test.auc_{group.main}": main,
                         f"test.auc_{group.auxiliary}": auxiliary})
    return pandas.DataFrame(rows)


def check_results(found):
    mmoe, single_run = found["mmoe"], found["shared_bottom"]
    assert set(found) == {"mmoe", "omoe", "shared_bottom"}, "without a run there is no result"
    assert (mmoe.runs, mmoe.missing) == (3, 1)
    # Best by test is the third, with the other task of that run; by validation the second.
    assert (mmoe.row.best, mmoe.row.auxiliary_at_best) == (0.954, 0.992), mmoe
    assert abs(mmoe.row.mean - 2.858 / 3) < 1e-12 and abs(mmoe.row.auxiliary_mean - 0.991) < 1e-12
    assert abs(mmoe.deviation - 0.0015275) < 1e-7, "of a sample"
    assert (mmoe.chosen.seed, mmoe.chosen.main, mmoe.chosen.auxiliary) == (102, 0.951, 0.991)
    assert found["omoe"].chosen.seed == 102, "of equals the first"
    assert single_run.deviation is None and single_run.missing == 3


def check_tables(group, table, found):
    rows = paper_table(group, found).rows
    assert len(rows) == len(ORDER) == len(group.printed)
    assert rows[-1] == ["MMoE", "3 (1 missing)", "0.9540", "0.9410", "0.9527", "0.9359", "0.9920",
                        "0.9926", "0.9910", "0.9927"], rows[-1]
    assert rows[0][:4] == ["Single-Task", "none", "", "0.9398"]
    unbuilt = [row for row in rows if row[1] == "not built"]
    assert [row[0] for row in unbuilt] == list(NOT_BUILT)
    assert chosen_table(group, found).rows[-1] == [
        "MMoE", "0.9527", "0.00153", "102", "0.9520", "0.9510", "0.9910"]
    rows = difference_table(table, group, found).rows
    assert [row[0] for row in rows] == ["Shared-Bottom", "OMoE"], rows
    # Over the seeds 102 and 103 alone: by 0.951 - 0.950 and 0.954 - 0.952, and by 0 and -0.001.
    assert rows[1][1] == "+0.00150" and rows[1][3] == "+0.0040", rows[1]
    assert rows[1][4] == "-0.00050" and rows[1][6] == "+0.0004", rows[1]
    assert rows[0][1] == "+0.00400" and rows[0][2] == "", "few seeds have no interval, no p"
    many = pandas.DataFrame([
        {"config": method, "seed": seed, "status": "finished",
         **{f"test.auc_{task}": 0.9 + (method == "mmoe") * (0.001 + seed * 1e-5)
            for task in (group.main, group.auxiliary)}}
        for method in ("mmoe", "omoe") for seed in range(10)])
    row = difference_table(many, group, {"mmoe": None, "omoe": None}).rows[0]
    low, high = map(float, row[1].split("[")[1].rstrip("]").split(", "))
    assert 0.001 < low < 0.001045 < high < 0.0011 and float(row[2]) < 0.01, row


def check_formats(group, found):
    table = paper_table(group, found)
    lines = markdown(table).split("\n")
    assert {line.count("|") for line in lines[2:]} == {len(table.header) + 1}
    lines = terminal(table).split("\n")
    assert len({line.index(word) for line, word in zip(lines[1:], ["runs", "none"])}) == 1


def check_paper():
    """Of the issue, and of the reference: means of the main tasks; and every config is there."""
    means = [[group.printed[method].mean for method in ("mmoe", "omoe", "shared_bottom",
                                                        "single_task")] for group in GROUPS]
    assert means == [[0.9359, 0.9319, 0.9295, 0.9337], [0.8826, 0.8813, 0.8813, 0.8792]]
    for group in GROUPS:
        for method in METHODS:
            assert config_of(group, method).is_file() and space_of(method).is_file()


def check_page(folder, group, table):
    write(folder, [(group, table, 4)])
    text = (folder / "tables.md").read_text()
    page = (folder / "census_tables.html").read_text()
    for wanted in ("0.9527", "not built", "MMoE minus", "not tuned yet"):
        assert wanted in text and wanted in page, wanted
    assert page.count("<svg") == 2, "a picture a task"


def cut_data(folder):
    """The first rows of each file."""
    (folder / "census-income").mkdir(parents=True)
    for name in ("data", "test"):
        file = f"census-income/census-income.{name}.gz"
        with gzip.open(data / file) as rows, gzip.open(folder / file, "w") as cut:
            cut.writelines(itertools.islice(rows, 1500))


def write_best(path, group, method):
    """As tune.py does; OMoE gets a rate that makes it diverge."""
    rate = "1e30" if method == "omoe" else "0.006"
    model = {"bottom": "bottom: {hidden: [8], dropout: 0}",
             "mixture": "experts: {count: 2, hidden: [8], dropout: 0}"}[SPACES[method]]
    path.parent.mkdir(parents=True)
    path.write_text("# Found by scripts/tune.py, trial 3: auc_x 0.875 on validation, one seed.\n"
                    f"extends: {os.path.relpath(config_of(group, method), path.parent)}\n"
                    f"train: {{epochs: 1, optimizer: {{learning_rate: {rate}}}}}\n"
                    f"model: {{{model}}}\n")


def check_runs(folder, group):
    """From values found to tables; a model that diverges stops no other."""
    options = Namespace(run=folder / "tables", runs=2, jobs=1, threads=1, mmoe=program,
                        data_dir=folder / "data")
    cut_data(options.data_dir)
    for method in METHODS:
        write_best(best_of(options.run, group, method), group, method)
    assert train(options, group) == 0, "to diverge is an outcome"
    [(found, table, wanted)] = read_groups(options.run)
    assert (found, wanted) == (group, 2)
    assert sorted(set(table["seed"])) == [101, 102], "not the searches' seed"
    assert set(results(table, group, 2)) == {"single_task", "shared_bottom", "mmoe"}
    write(options.run, read_groups(options.run))
    text = (options.run / "tables.md").read_text()
    assert "| OMoE | none |" in text and "| 3 | 0.875 |" in text and "epochs 1" in text, text


def call(*words, **environment):
    done = subprocess.run([sys.executable, source / "scripts/census_tables.py", *map(str, words)],
                          capture_output=True, text=True, env=os.environ | environment)
    return done.returncode, done.stderr


def check_errors(folder):
    run = folder / "run"
    for words, code, message in (
            ((), 2, "--runs N is missing"),
            (("--runs", "0"), 2, "'0' is not a whole number above 0"),
            (("--runs", "2", "--mmoe", "nowhere"), 2, "no program nowhere; build it"),
            (("--runs", "2", "--mmoe", program, "--data-dir", folder), 3,
             f"scripts/download_census.sh {folder} fetches it"),
            (("--run", source / "README.md"), 2, "README.md is no folder"),
            (("--report-only",), 2, f"no runs in {run}")):
        found, errors = call("--run", run, *words)
        assert found == code and message in errors, (words, found, errors)
    assert not run.exists(), "an error writes nothing"
    code, errors = call("--runs", 1, "--run", run, "--mmoe", program, MMOE_DATA_DIR=str(folder))
    assert code == 3 and str(folder) in errors, errors


with tempfile.TemporaryDirectory() as name:
    group = GROUPS[0]
    table = made_up(group)
    found = results(table, group, 4)
    check_results(found)
    check_tables(group, table, found)
    check_formats(group, found)
    check_paper()
    check_page(pathlib.Path(name), group, table)
    check_errors(pathlib.Path(name))
    if (data / "census-income").is_dir():
        check_runs(pathlib.Path(name), GROUPS[1])
print("census_tables.py: tables, page and errors as they should be")
