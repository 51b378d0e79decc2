"""The searches, and the trainings at what they found."""
import signal
import subprocess
import sys

from census.paper import GROUPS, METHODS
from census.tables import BASELINE
from census.tuned import best_of, command
from experiments.experiment import Options, run_experiment
from experiments.folder import Folder
from experiments.interruption import Stopped
from experiments.plan import make_plan, read_plan
from experiments.progress import Line
from experiments.summary import troubles
from experiments.table import exit_code, make_table

FIRST_SEED = 101  # searches train with seed 1


def call(words):
    """The exit code of a program that hears of a signal to this one, and ends in its own way.
    Raises Stopped where it had no way yet."""
    process = subprocess.Popen(words, start_new_session=True)

    def forward(number, _):
        process.send_signal(number)

    before = {number: signal.signal(number, forward)
              for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if code < 0:
        raise Stopped(-code)
    return code


def tune(options):
    """The exit code of the first search that did not end well, or 0."""
    for group in GROUPS:
        for method, name in METHODS.items():
            print(f"searching values of {name}, {group.title}", flush=True)
            if code := call(command(options, group, method)):
                return code
    return 0


def plan_of(options, group):
    configs = {method: str(best_of(options.run, group, method).resolve()) for method in METHODS}
    metrics = [f"auc_{group.main}", f"auc_{group.auxiliary}"]
    return make_plan({"name": group.main, "configs": configs,
                      "seeds": f"{FIRST_SEED}-{FIRST_SEED + options.runs - 1}",
                      "compare": {"metrics": metrics, "baseline": BASELINE}}, options.run)


def train(options, group):
    """Every run of a group that is missing; the exit code."""
    plan, folder, line = plan_of(options, group), options.run / group.main, Line()
    print(f"training {options.runs} times each: {group.title}", flush=True)
    try:
        table = run_experiment(plan, folder, Options(
            jobs=options.jobs, threads=options.threads, data_dir=options.data_dir,
            mmoe=options.mmoe, progress=line))
    finally:
        line.end()
    if found := troubles(plan, table, Folder(folder)):
        print(found, file=sys.stderr)
    return exit_code(plan, table)


def measure(options):
    """The exit code; a run that failed does not keep others from their end."""
    return max(train(options, group) for group in GROUPS)


def read_groups(run):
    """[(group, table, runs that there should be of a model)] of what is finished by now."""
    sections = []
    for group in GROUPS:
        folder = run / group.main
        if not (folder / "plan.yaml").is_file():
            continue
        plan = read_plan(folder / "plan.yaml")
        table = make_table(plan, Folder(folder))
        if (table["status"] == "finished").any():
            sections.append((group, table, len(plan.seeds)))
    return sections
