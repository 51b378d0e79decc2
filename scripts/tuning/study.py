"""The study: where trials are kept, who runs them, and how a search goes on after a stop."""
import json
import os
import pathlib
import socket
import threading
from dataclasses import asdict

import optuna
from optuna.trial import TrialState

from trainer.keys import differences
from trainer.program import DATA, DIVERGED, USAGE, ProgramError
from trainer.prompt import ScriptError
from tuning.trial import Stopped, run_trial


class StudyError(ScriptError):
    pass


def open_storage(place):
    """A database URL, or the path of a journal file."""
    if "://" in str(place):
        try:
            return optuna.storages.RDBStorage(str(place))
        except Exception as error:  # of SQLAlchemy, of a driver or for want of one
            raise StudyError(f"--storage {place}: {str(error).splitlines()[0]}") from None
    pathlib.Path(place).parent.mkdir(parents=True, exist_ok=True)
    return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(place)))


def open_study(place, name, direction, seed, prune):
    pruner = (optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=3) if prune else
              optuna.pruners.NopPruner())
    study = optuna.create_study(
        storage=open_storage(place), study_name=name, load_if_exists=True, pruner=pruner,
        direction="maximize" if direction == "max" else "minimize")
    if seed is not None:  # a search that goes on must not suggest the same values again
        seed += len(study.get_trials(deepcopy=False))
    study.sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)
    return study


def load_study(place, name):
    """A study that is there, and its settings."""
    try:
        if "://" not in str(place) and not pathlib.Path(place).is_file():
            raise KeyError
        study = optuna.load_study(storage=open_storage(place), study_name=name)
        return study, study.user_attrs["settings"]
    except KeyError:
        raise StudyError(f"no search '{name}' in {place}") from None


def settings_of(search):
    """What all trials of a study have in common."""
    space = {parameter.key: asdict(parameter) for parameter in search.parameters}
    settings = {"config": search.base, "space": space, "seeds": search.seeds,
                "fixed": search.fixed}
    return json.loads(json.dumps(settings))  # tuples are lists, as the storage has them


def agree(study, settings):
    """Numbers of one study are comparable: refuses to go on with other settings."""
    before = study.user_attrs.get("settings")
    if before is None:
        study.set_user_attr("settings", settings)
        return
    changed = differences(before, settings)
    if changed:
        raise StudyError(f"study '{study.study_name}' was made with other settings; choose another "
                         "--run or --study:\n  " + "\n  ".join(changed[:10]))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def was_interrupted(trial):
    """It failed without an error of its own."""
    return trial.state == TrialState.FAIL and "error" not in trial.user_attrs


def give_up(study, trial):
    """The trial does not count; its values come again."""
    study.tell(trial.number, state=TrialState.FAIL)
    study.enqueue_trial(trial.params)


def collect_dead(study):
    """Trials whose process on this machine was killed."""
    for trial in study.get_trials(states=(TrialState.RUNNING,)):
        host, pid = trial.user_attrs.get("process", (None, 0))
        if host == socket.gethostname() and not is_alive(pid):
            give_up(study, trial)


def counted(study):
    """Trials that are done or running, here or elsewhere."""
    return [trial for trial in study.get_trials(deepcopy=False)
            if not was_interrupted(trial) and trial.state != TrialState.WAITING]


class Workers:
    """Threads that run trials, each in a process of its own, until there are enough."""

    def __init__(self, search, study, trials, announce):
        self.search, self.study, self.trials, self.announce = search, study, trials, announce
        self.lock, self.error = threading.Lock(), None

    def run(self, jobs):
        threads = [threading.Thread(target=self.work) for _ in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():  # a join without end would keep signals waiting
                thread.join(0.2)
        if self.error:
            raise self.error

    def work(self):
        try:
            while (trial := self.next_trial()) is not None:
                self.attempt(trial)
        except Exception as error:
            self.error = self.error or error
            self.search.stopping.set()

    def next_trial(self):
        with self.lock:
            if self.search.stopping.is_set() or len(counted(self.study)) >= self.trials:
                return None
            trial = self.study.ask()
            trial.set_user_attr("process", (socket.gethostname(), os.getpid()))
            for parameter in self.search.parameters:  # in turn: the sampler's numbers are, too
                parameter.suggest(trial)
            return trial

    def attempt(self, trial):
        try:
            self.study.tell(trial, run_trial(self.search, trial))
        except optuna.TrialPruned:
            self.study.tell(trial, state=TrialState.PRUNED)
        except Stopped:
            give_up(self.study, trial)
            return
        except ProgramError as error:
            self.fail(trial, error)
        self.announce(self.study.get_trials()[trial.number])

    def fail(self, trial, error):
        """To the sampler a run that diverged is a poor one."""
        trial.set_user_attr("error", str(error))
        trial.set_user_attr("exit_code", error.code)
        diverged = error.code == DIVERGED
        self.study.tell(trial, state=TrialState.PRUNED if diverged else TrialState.FAIL)
        if error.code in (USAGE, DATA) and not self.study.get_trials(states=(TrialState.COMPLETE,)):
            raise error
