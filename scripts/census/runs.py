"""The searches, and the trainings at what they found."""
import signal
import subprocess

from census.paper import GROUPS, METHODS
from census.tables import BASELINE
from census.tuned import best_of, command
from experiments.experiment import run_experiment
from experiments.plan import make_plan

FIRST_SEED = 101  # searches train with seed 1


def call(words):
    """The exit code of a program that hears of a signal to this one, and ends in its own way."""
    process = subprocess.Popen(words, start_new_session=True)

    def forward(number, _):
        process.send_signal(number)

    before = {number: signal.signal(number, forward)
              for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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


def measure(options):
    """Trains what is missing of both groups; the exit code."""
    for group in GROUPS:
        run_experiment(plan_of(options, group), options.run / group.main, options)
    return 0
