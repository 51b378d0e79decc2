#!/usr/bin/env python3
"""Tables 1 and 2 of the MMoE paper on Census-Income: census_tables.py --runs N

For each of Single-Task, Shared-Bottom, OMoE and MMoE, and for both pairs of tasks: searches
hyper-parameters on validation data (as scripts/tune.py), trains N times with new seeds at the best
values found (as scripts/experiment.py), and writes census_tables.html and tables.md into the run
folder, beside the paper's values. The same command goes on where one was stopped. Run it with
.venv/bin/python, once scripts/setup.sh has run. docs/census_tables.md tells more.
"""
import argparse
import os
import pathlib
import signal
import sys

from trainer.prompt import ScriptError, answer, count, require

require("matplotlib", "optuna", "pandas")

from census.runs import measure, read_groups, tune  # noqa: E402
from census.write import write  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[1]
FILES = ("census-income/census-income.data.gz", "census-income/census-income.test.gz")
DATA = 3


def read_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=count, metavar="N",
                        help="trainings of each model at the values found; the paper has 400")
    parser.add_argument("--trials", type=count, default=10, metavar="T",
                        help="of each search (default: 10); the paper has thousands")
    parser.add_argument("--run", type=pathlib.Path, default=pathlib.Path("runs/census_tables"),
                        metavar="DIR", help="where everything goes (default: runs/census_tables)")
    parser.add_argument("--jobs", type=count, default=1, metavar="N",
                        help="trainings at once (default: 1)")
    parser.add_argument("--threads", type=count, default=1, metavar="N",
                        help="threads of a training (default: 1)")
    parser.add_argument("--data-dir", type=pathlib.Path, metavar="DIR",
                        help="holds census-income/ (default: $MMOE_DATA_DIR, else data)")
    parser.add_argument("--report-only", action="store_true",
                        help="write the tables of the runs there are")
    parser.add_argument("--mmoe", type=pathlib.Path, default=ROOT / "build/release/bin/mmoe-train")
    options = parser.parse_args()
    if options.run.exists() and not options.run.is_dir():
        parser.error(f"--run {options.run} is no folder")
    if options.report_only:
        return options
    if options.runs is None:
        parser.error("--runs N is missing")
    if not options.mmoe.is_file():
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    return options


def missing_data(options):
    """What to say of data that is not there, or None."""
    folder = options.data_dir or pathlib.Path(os.environ.get("MMOE_DATA_DIR") or "data")
    absent = next((folder / file for file in FILES if not (folder / file).is_file()), None)
    return absent and (f"no file {absent}; scripts/download_census.sh {folder} fetches it (10 MB), "
                       "and --data-dir or MMOE_DATA_DIR says where it is")


def report(options):
    sections = read_groups(options.run)
    if not sections:
        raise ScriptError(f"no runs in {options.run}")
    write(options.run, sections)
    return 0


def run(options):
    if options.report_only:
        return report(options)
    if problem := missing_data(options):
        print(f"error: {problem}", file=sys.stderr)
        return DATA
    if code := tune(options):
        return code
    return max(measure(options), report(options))


if __name__ == "__main__":
    sys.exit(answer(lambda: run(read_options())))
