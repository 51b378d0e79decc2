#!/usr/bin/env python3
"""Repeats the synthetic study of Ma et al. 2018 (MMoE): study.py --budget quick|standard|full

Trains Shared-Bottom, OMoE and MMoE on correlated regressions, with new data and new weights in every
run, and writes a page with the paper's figures beside ours. The same command goes on where it was
stopped. Needs .venv/bin/python, once scripts/setup.sh has run. docs/study.md tells more.

quick: 50,000 steps, 32 runs of each model at correlations 0.5 and 1; minutes.
standard: 200,000 steps, 100 runs at 0.5, 0.9 and 1, learning rates and initialisers; an hour on two
cores.
full: the paper's 200 runs, with as many steps as --core-hours allows.
"""
import argparse
import pathlib
import sys

from trainer.prompt import answer, require

require("matplotlib", "pandas", "scipy", "yaml")

from experiments.experiment import Options  # noqa: E402
from studies.budget import BUDGETS  # noqa: E402
from studies.run import parts_of, run_parts  # noqa: E402
from studies.study import chosen_budget, write_study  # noqa: E402


def positive(kind):
    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not value > 0:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
        return value
    return read


def read_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", choices=(*BUDGETS, "full"), default="quick",
                        help="default: quick")
    parser.add_argument("--core-hours", type=positive(float), metavar="H",
                        help="of the full budget: how long its trainings may take on one core, all "
                             "together (default: 24)")
    parser.add_argument("--runs", type=positive(int), metavar="N",
                        help="runs of each model at each correlation (default: the budget's); "
                             "with the full budget, fewer runs are longer ones")
    parser.add_argument("--run", type=pathlib.Path, metavar="DIR",
                        help="where everything goes (default: runs/study-<budget>)")
    parser.add_argument("--jobs", type=positive(int), metavar="N",
                        help="processes at once (default: one a core)")
    parser.add_argument("--report-only", action="store_true",
                        help="write the page of the runs there are; train nothing")
    parser.add_argument("--mmoe", type=pathlib.Path, default=Options.mmoe)
    options = parser.parse_args()
    if options.core_hours and options.budget != "full":
        parser.error("--core-hours goes with --budget full; the others have their steps")
    if not options.mmoe.is_file() and not options.report_only:
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    options.run = options.run or pathlib.Path("runs") / f"study-{options.budget}"
    return options


def study(options):
    settings = Options(jobs=options.jobs, mmoe=options.mmoe)
    budget = chosen_budget(options, settings)
    code = 0 if options.report_only else run_parts(budget, options.run, settings)
    print(write_study(options.run, budget, parts_of(budget, options.run)))
    return code


if __name__ == "__main__":
    sys.exit(answer(lambda: study(read_options())))
