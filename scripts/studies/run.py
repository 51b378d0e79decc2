"""Trains the parts of a study, one after the other."""
import sys
from dataclasses import replace

from experiments.experiment import run_experiment
from experiments.folder import Folder
from experiments.plan import make_plan
from experiments.progress import Line
from experiments.summary import troubles
from experiments.table import exit_code
from studies.plans import plans


def parts_of(budget, run):
    """{part: its folder}"""
    return {part: run / part for part in plans(budget)}


def run_part(part, mapping, run, settings):
    """The exit code of the part's runs."""
    line = Line()

    def show(progress):
        line(replace(progress, what=f"{part}: "))

    plan = make_plan(mapping, run)
    try:
        table = run_experiment(plan, run / part, replace(settings, progress=show))
    finally:
        line.end()
    problems = troubles(plan, table, Folder(run / part))
    if problems:
        print(problems, file=sys.stderr)
    return exit_code(plan, table)


def run_parts(budget, run, settings):
    return max(run_part(part, mapping, run, settings) for part, mapping in plans(budget).items())
