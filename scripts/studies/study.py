"""A study as a whole: its budget, kept in its folder, and its page."""
import dataclasses
import json

from experiments.folder import write_atomically
from studies.budget import BUDGETS, CORE_HOURS, FULL_RUNS, Budget, full
from studies.page import study_page
from studies.speed import seconds_per_step
from trainer.prompt import ScriptError


class StudyError(ScriptError):
    """What keeps a study from running."""


def read_budget(path):
    kept = json.loads(path.read_text())
    return Budget(**kept | {"correlations": tuple(kept["correlations"])})


def core_hours(options):
    return options.core_hours or CORE_HOURS


def is_asked_for(kept, options):
    """Whether these options began it. A full study keeps the steps that its time allowed then."""
    if options.budget == "full":
        return (kept.name, kept.core_hours, kept.runs) == (
            "full", core_hours(options), options.runs or FULL_RUNS)
    return kept == new_budget(options, None)


def new_budget(options, settings):
    if options.budget == "full":
        return full(core_hours(options), seconds_per_step(settings), options.runs or FULL_RUNS)
    budget = BUDGETS[options.budget]
    return dataclasses.replace(budget, runs=options.runs or budget.runs)


def chosen_budget(options, settings):
    """The one that the folder's study began with, or a new one. Raises StudyError."""
    path = options.run / "budget.json"
    if not path.is_file():
        if options.report_only:
            raise StudyError(f"{options.run} holds no study")
        budget = new_budget(options, settings)
        options.run.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(dataclasses.asdict(budget), indent=2) + "\n")
        return budget
    kept = read_budget(path)
    if not options.report_only and not is_asked_for(kept, options):
        hours = f", {kept.core_hours:g} core-hours" if kept.core_hours else ""
        raise StudyError(f"{options.run} holds a study of budget {kept.name}, {kept.runs} runs"
                         f"{hours}; ask for the same to go on, or choose another --run")
    return kept


def write_study(run, budget, folders):
    """The path of the page; its pictures are beside it, too."""
    path, page = run / "study.html", study_page(budget, folders)
    page.write(path)
    page.write_pictures(run / "pictures")
    return path
