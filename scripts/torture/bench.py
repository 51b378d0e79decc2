"""Where rounds happen: the programs, scratch folders, and runs without faults to compare with."""
import contextlib
import dataclasses
import pathlib
import random
import tempfile
import threading
import time

from torture.runs import check_same, content


@dataclasses.dataclass(frozen=True)
class Whole:
    content: dict
    seconds: float
    metric_bytes: int


class Bench:
    def __init__(self, programs, place, seed, is_long):
        self.programs, self.place = programs, pathlib.Path(place)
        self.seed, self.is_long = seed, is_long
        self._wholes, self._locks, self._lock = {}, {}, threading.Lock()

    def random(self, *words):
        """The same choices for the same words and seed."""
        return random.Random(f"{self.seed} {words}")

    @contextlib.contextmanager
    def folder(self):
        with tempfile.TemporaryDirectory(dir=self.place, ignore_cleanup_errors=True) as name:
            yield pathlib.Path(name)

    def whole(self, case):
        """The case's run without faults."""
        with self._lock:
            lock = self._locks.setdefault(case, threading.Lock())
        with lock:
            if case not in self._wholes:
                with self.folder() as base:
                    start = time.monotonic()
                    self.programs.train(case, base / "run").expect(0)
                    seconds = time.monotonic() - start
                    metrics = (base / "run").rglob("metrics.jsonl")
                    self._wholes[case] = Whole(content(base / "run"), seconds,
                                               sum(path.stat().st_size for path in metrics))
            return self._wholes[case]

    def resume(self, case, run):
        """To the end, which has to be that of a run without faults."""
        outcome = self.programs.train(case, run, "--resume").expect(0)
        check_same(run, self.whole(case).content)
        return outcome
