#!/usr/bin/env python3
"""Compares runs over seeds: report.py FOLDER [FOLDER...]

A folder is one of scripts/experiment.py, of mmoe-train --seeds (then it is a cell of its own, to
be compared with those of further folders), or of one run. Prints a table a metric, and writes
report.csv and report.html into the first folder. docs/reports.md tells what the numbers mean.
"""
import argparse
import pathlib
import signal
import sys

from trainer.prompt import answer, require

require("matplotlib", "pandas", "scipy", "yaml")

from reports.comparison import (choose_part, compare, default_metrics, metrics_of,  # noqa: E402
                                pick)
from reports.page import Page  # noqa: E402
from reports.runs import read_experiments  # noqa: E402
from reports.sections import fill, losses_text, selection_text  # noqa: E402
from reports.tables import terminal_text, write_csv  # noqa: E402


def read_options(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=pathlib.Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--metric", action="append", metavar="NAME",
                        help="to show, or all; repeatable (default: what the plan compares, else "
                             "loss and the first metric of each task)")
    parser.add_argument("--part", choices=("test", "valid"),
                        help="data that scores are of (default: test, where there is any)")
    parser.add_argument("--baseline", metavar="CELL",
                        help="compare with this cell, or with this level of a factor among cells "
                             "that are alike otherwise (default: the plan's, else the first)")
    parser.add_argument("--output", type=pathlib.Path, metavar="DIR",
                        help="where report.csv and report.html go (default: the first folder)")
    options = parser.parse_args(arguments)
    options.output = options.output or options.folders[0]
    return options


def metrics_to_show(options, experiment, part):
    known = metrics_of(experiment, part)
    if options.metric == ["all"]:
        return known
    return (pick(dict.fromkeys(options.metric), known, "metric") if options.metric else
            default_metrics(experiment, part))


def write_page(path, options, comparison, scores):
    page = Page(comparison.experiment.plan["name"], f"Runs over seeds compared, {comparison.part} "
                f"data; baseline {comparison.baseline}")
    fill(page, comparison, scores)
    page.write(path)


def report(options):
    experiment = read_experiments(options.folders)
    part = choose_part(experiment, options.part)
    shown = metrics_to_show(options, experiment, part)
    comparison = compare(experiment, part, options.baseline)
    scores = {metric: comparison.rows(metric) for metric in metrics_of(experiment, part)}
    options.output.mkdir(parents=True, exist_ok=True)
    write_csv(options.output / "report.csv", comparison,
              [row for rows in scores.values() for row in rows])
    write_page(options.output / "report.html", options, comparison,
               {metric: scores[metric] for metric in shown})
    for metric in shown:
        print(terminal_text(comparison, metric, scores[metric]), end="\n\n")
    print(*filter(None, [selection_text(comparison), losses_text(comparison)]))
    print(options.output / "report.csv", options.output / "report.html", sep="\n")


def main(arguments=None):
    return answer(lambda: report(read_options(arguments)))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # as other programs end in front of `head`
    sys.exit(main())
