"""One trial: trains the config with the values that the study suggests, once a seed."""
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import optuna

from trainer.monitor import TICKS, Monitor, at_ticks, read_validations
from trainer.program import Program, finish, stop
from trainer.yaml_files import parse

POLL_SECONDS = 0.2


class Stopped(Exception):
    """The search ends; the trial is to be run again."""


@dataclass
class Search:
    """What all trials share."""

    program: Program
    base: dict  # the effective config that is searched
    parameters: list
    monitor: Monitor
    seeds: list
    fixed: list  # keys that --set gives
    folder: Path
    stopping: threading.Event = field(default_factory=threading.Event)


def values_of(parameters, trial):
    """{key: value} as trained, of a trial of the study."""
    return {parameter.key: parameter.decode(trial.params[parameter.key])
            for parameter in parameters if parameter.key in trial.params}


def folder_of(search, number):
    return search.folder / "trials" / f"{number:04d}"


def report(trial, values):
    """Tells the study the numbers of new steps; raises TrialPruned if they are poor."""
    for step, value in values.items():
        trial.report(value, step)
    if values and trial.should_prune():
        raise optuna.TrialPruned


def effective_config(folder):
    return parse((folder / "config.yaml").read_text())


class Watch:
    """Follows the run of the first seed, by which trials are compared while they train."""

    def __init__(self, trial, folder, monitor):
        self.trial, self.folder, self.monitor = trial, folder, monitor
        self.told = set()

    def look(self):
        path = self.folder / "metrics.jsonl"
        if not path.is_file():
            return
        train = effective_config(self.folder)["train"]
        ticks = at_ticks(read_validations(path, self.monitor, train))
        new = {tick: value for tick, value in ticks.items() if tick not in self.told}
        self.told |= new.keys()
        report(self.trial, new)


def wait(search, process, look):
    """Until the process ends; ends it if the search stops or the trial is pruned."""
    try:
        while process.poll() is None:
            if search.stopping.wait(POLL_SECONDS):
                raise Stopped
            look()
    finally:
        if process.poll() is None:
            stop(process)
    finish(process)


def drop_checkpoints(folder):
    for path in folder.glob("*.safetensors"):
        path.unlink()


def train(search, trial, values, seed):
    """The monitored value of one seed's best checkpoint."""
    folder = folder_of(search, trial.number) / f"seed-{seed}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    process = search.program.start(values | {"train.seed": seed}, folder)
    watch = Watch(trial, folder, search.monitor)
    try:
        wait(search, process, watch.look if seed == search.seeds[0] else lambda: None)
    finally:
        drop_checkpoints(folder)
    config = effective_config(folder)
    trial.set_user_attr("config", config)
    found = read_validations(folder / "metrics.jsonl", search.monitor, config["train"])
    return search.monitor.best([value for _, value in found])


def train_all(search, trial, values):
    """The mean over seeds. After the first seed, steps of the study are finished seeds."""
    found = []
    for seed in search.seeds:
        found.append(train(search, trial, values, seed))
        trial.set_user_attr("values", found)
        if len(found) < len(search.seeds):
            report(trial, {TICKS + len(found): mean(found)})
    return mean(found)


def run_trial(search, trial):
    begin = time.monotonic()
    try:
        return train_all(search, trial, values_of(search.parameters, trial))
    finally:
        trial.set_user_attr("seconds", time.monotonic() - begin)
