#!/usr/bin/env python3
"""Trains every cell of a plan with every seed: experiment.py PLAN.yaml

A plan names configs, a grid or variants of overrides, and seeds. What is missing is trained; the
same command goes on where it was stopped or killed. One table gathers the results. Needs PyYAML and
pandas: .venv/bin/python, once scripts/setup.sh has run. docs/experiments.md tells more.
"""
import argparse
import pathlib
import sys

from trainer.prompt import answer, count, require

require("pandas", "yaml")

from experiments.check import check_unchanged  # noqa: E402
from experiments.experiment import Options, check, run_experiment  # noqa: E402
from experiments.folder import Folder  # noqa: E402
from experiments.plan import read_plan  # noqa: E402
from experiments.progress import Line  # noqa: E402
from experiments.summary import inventory, summary, troubles  # noqa: E402
from experiments.table import exit_code  # noqa: E402


def table_path(text):
    path = pathlib.Path(text)
    if path.suffix not in (".csv", ".parquet"):
        raise argparse.ArgumentTypeError(f"'{text}' ends neither in .csv nor in .parquet")
    return path


def read_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", type=pathlib.Path, metavar="PLAN.yaml")
    parser.add_argument("--run", type=pathlib.Path, metavar="DIR",
                        help="where everything goes (default: runs/<name of the plan>)")
    parser.add_argument("--jobs", type=count, metavar="N",
                        help="processes at once (default: the cores there are, over the threads)")
    parser.add_argument("--threads", type=count, default=1, metavar="N",
                        help="threads of a process (default: 1, the best use of many cores)")
    parser.add_argument("--data-dir", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--device", default="cpu", help="default: cpu")
    parser.add_argument("--executor", choices=("local", "dask"), default="local",
                        help="where to train: on this machine, or on a Dask cluster")
    parser.add_argument("--scheduler", metavar="ADDRESS",
                        help="of the Dask cluster, such as tcp://127.0.0.1:8786")
    parser.add_argument("--table", type=table_path, metavar="FILE",
                        help="write the table here, too: .csv or .parquet")
    parser.add_argument("--mmoe", type=pathlib.Path, default=Options.mmoe)
    parser.add_argument("--dry-run", action="store_true",
                        help="check the plan, tell which runs are missing, train nothing")
    options = parser.parse_args()
    if not options.mmoe.is_file():
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    if options.scheduler and options.executor != "dask":
        parser.error("--scheduler goes with --executor dask")
    return options


def dry_run(plan, folder, settings):
    check_unchanged(folder, check(plan, folder, settings))
    print(inventory(plan, folder))
    return 0


def run(plan, folder, settings):
    table = run_experiment(plan, folder.path, settings)
    settings.progress.end()
    print(f"{summary(plan, table)}\n{folder.path / 'table.csv'}\n"
          f"next: scripts/report.py {folder.path}", flush=True)
    problems = troubles(plan, table, folder)
    if problems:
        print(problems, file=sys.stderr)
    return exit_code(plan, table)


def experiment(options):
    settings = Options(**{key: getattr(options, key) for key in (
        "jobs", "threads", "data_dir", "device", "mmoe", "executor", "scheduler", "table")},
        progress=Line())
    plan = read_plan(options.plan)
    folder = Folder(options.run or pathlib.Path("runs") / plan.name)
    try:
        return (dry_run if options.dry_run else run)(plan, folder, settings)
    finally:
        settings.progress.end()


if __name__ == "__main__":
    sys.exit(answer(lambda: experiment(read_options())))
