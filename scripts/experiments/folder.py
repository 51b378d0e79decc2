"""The folder of an experiment: where each run is, and what became of it."""
import contextlib
import errno
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path

from trainer.program import DIVERGED
from trainer.prompt import ScriptError


class ExperimentError(ScriptError):
    """What keeps an experiment from running."""


def write_atomically(path, text):
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def read_failure(folder):
    """(exit code, message) of a run that failed; None if the folder does not tell."""
    try:
        text = (folder / "error.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.match(r"exit code (\d+)\n(.*)", text, re.DOTALL)
    return (int(found[1]), found[2].strip()) if found else None


def move(source, target):
    """In one rename. What was moved there before, by a worker thought dead, stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


class Folder:
    def __init__(self, path):
        self.path = Path(path)
        self.work = self.path / "work"

    def run(self, cell, seed):
        return self.path / "runs" / cell / f"seed-{seed}"

    def failed(self, cell, seed):
        return self.path / "failed" / cell / f"seed-{seed}"

    def is_finished(self, cell, seed):
        return (self.run(cell, seed) / "result.json").is_file()

    def failure(self, cell, seed):
        return read_failure(self.failed(cell, seed))

    def status(self, cell, seed):
        """finished, diverged, failed, or missing."""
        if self.is_finished(cell, seed):
            return "finished"
        failure = self.failure(cell, seed)
        if failure is None:
            return "missing"
        return "diverged" if failure[0] == DIVERGED else "failed"

    def finish(self, cell, seed, source):
        move(source, self.run(cell, seed))
        shutil.rmtree(self.failed(cell, seed), ignore_errors=True)

    def fail(self, cell, seed, source, code, message):
        """source: what the run left, if anything."""
        target = self.failed(cell, seed)
        shutil.rmtree(target, ignore_errors=True)
        source.mkdir(parents=True, exist_ok=True)
        write_atomically(source / "error.txt", f"exit code {code}\n{message}\n")
        move(source, target)

    def collect(self, cell, attempt):
        """Moves the finished runs of one process's folder; they may be read while it goes on."""
        for result in attempt.glob("seed-*/result.json"):
            self.finish(cell, result.parent.name.removeprefix("seed-"), result.parent)

    def new_attempt(self, cell):
        """A folder for one process: no other, of now or before, works there."""
        parent = self.work / cell
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="attempt-", dir=parent))

    def clear_work(self):
        """Keeps what had finished. A process elsewhere that still works here stops: it sees that
        its folder is gone."""
        if not self.work.is_dir():
            return
        for attempt in self.work.glob("*/attempt-*"):
            self.collect(attempt.parent.name, attempt)
        gone = Path(tempfile.mkdtemp(prefix=".work-", dir=self.path))
        os.rename(self.work, gone / "work")
        shutil.rmtree(gone, ignore_errors=True)

    @contextlib.contextmanager
    def locked(self):
        """For one call at a time; raises ExperimentError."""
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / "lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ExperimentError(f"another call works on {self.path}; wait for its end, or "
                                      "choose another --run") from None
            yield
