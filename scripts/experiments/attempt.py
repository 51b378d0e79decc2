"""One process that trains the seeds of one unit, wherever it runs."""
import os
import time
from dataclasses import dataclass, replace

from experiments.folder import read_failure
from trainer.program import Program, message_of

POLL_SECONDS = 0.1
STOP_SECONDS = 10  # for a process that is told to stop


@dataclass(frozen=True)
class Trainer:
    """mmoe-train and its words in every call."""

    path: str
    data_dir: str
    threads: int = 1
    device: str = "cpu"

    @property
    def takes_seeds(self):
        """One process trains many seeds, each on one thread of the CPU."""
        return self.threads == 1 and self.device == "cpu"

    def program(self, config):
        return Program(self.path, config, [], ["--data-dir", self.data_dir],
                       ["--threads", self.threads, "--device", self.device])

    def start(self, unit, folder):
        program = self.program(unit.config)
        if self.takes_seeds:
            seeds = ",".join(map(str, unit.seeds))
            return program.start(unit.overrides, folder, ["--seeds", seeds, "--jobs", "1"])
        seed = unit.seeds[0]
        return program.start(unit.overrides | {"train.seed": seed}, folder / f"seed-{seed}")


class Attempt:
    def __init__(self, folder, trainer, unit):
        self.folder, self.unit, self.cpu_seconds = folder, unit, 0
        self.place = folder.new_attempt(unit.cell)
        self.process = trainer.start(unit, self.place)

    def ended(self):
        """Keeps what is finished so far."""
        if self.process.returncode is None:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)  # counts its seconds
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.cpu_seconds = usage.ru_utime + usage.ru_stime
        self.folder.collect(self.unit.cell, self.place)
        return self.process.returncode is not None

    def is_cleared(self):
        return not self.place.exists()

    def terminate(self):
        if self.process.returncode is None:
            self.process.terminate()

    def wait(self):
        """After terminate."""
        deadline = time.monotonic() + STOP_SECONDS
        while not self.ended():
            if time.monotonic() > deadline:
                self.process.kill()
            time.sleep(0.02)
        self.process.errors.close()

    def settle(self):
        """After the end: files what failed. The units to run instead: if the process was killed,
        its seeds are not all to blame, so each is tried alone."""
        code = self.process.returncode
        with self.process.errors as errors:
            errors.seek(0)
            message = message_of(code, errors.read())
        left = [seed for seed in self.unit.seeds
                if not self.folder.is_finished(self.unit.cell, seed)]
        unclear = [seed for seed in left if not read_failure(self.place / f"seed-{seed}")]
        again = set(unclear) if code < 0 and len(self.unit.seeds) > 1 else set()
        for seed in left:
            if seed not in again:
                self.file(seed, 128 - code if code < 0 else code or 1, message)
        return [unit for unit in self.unit.singles() if unit.seeds[0] in again]

    def file(self, seed, code, message):
        source = self.place / f"seed-{seed}"
        code, message = read_failure(source) or (code, message)
        self.folder.fail(self.unit.cell, seed, source, code, message)


def train(folder, trainer, unit):
    """All of it in one call, on a worker elsewhere: (core-seconds, seeds to be tried alone)."""
    left = tuple(seed for seed in unit.seeds if not folder.is_finished(unit.cell, seed))
    if not left or not folder.path.is_dir():  # a worker that died had done the rest
        return 0, ()
    attempt = Attempt(folder, trainer, replace(unit, seeds=left))
    while not attempt.ended():
        time.sleep(POLL_SECONDS)
        if attempt.is_cleared():  # nobody waits for it any more
            attempt.terminate()
            attempt.wait()
            return attempt.cpu_seconds, ()
    again = attempt.settle()
    return attempt.cpu_seconds, tuple(single.seeds[0] for single in again)
