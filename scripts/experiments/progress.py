"""How far an experiment is."""
import json
import os
import sys
import time
from dataclasses import dataclass

from trainer.monitor import share_done

PLAIN_SECONDS = 10


@dataclass(frozen=True)
class Progress:
    total: int  # runs
    finished: int
    diverged: int
    failed: int
    begun: float  # runs that train now, as far as each is
    runs_per_hour: float | None  # of this call; None before there is a number
    seconds_left: float | None
    what: str = ""  # begins the text, where there are several experiments

    def text(self):
        parts = [f"{self.what}{self.finished + self.diverged} of {self.total} runs done"]
        parts += [f"{self.diverged} of them diverged"] if self.diverged else []
        parts += [f"{self.failed} failed"] if self.failed else []
        if self.runs_per_hour:
            parts += [f"{self.runs_per_hour:,.0f} runs/hour", f"{span(self.seconds_left)} left"]
        return ", ".join(parts)


def span(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes}:{seconds:02} min"


def last_event(path):
    """Of a metrics.jsonl that still grows."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.path.getsize(path) - 4096))
            lines = [line for line in file.read().split(b"\n")[:-1] if line.startswith(b"{")]
        return json.loads(lines[-1])
    except (OSError, IndexError, ValueError):
        return None


class Watch:
    """Counts runs by what is in the folder, whoever trains them."""

    def __init__(self, plan, folder, configs):
        self.plan, self.folder, self.configs = plan, folder, configs
        self.begin, self.first = time.monotonic(), None
        self.finished = 0
        self.open = [(cell.name, seed) for cell in plan.cells for seed in plan.seeds]

    def counts(self):
        """What is finished stays so, and need not be looked at again."""
        states = {run: self.folder.status(*run) for run in self.open}
        self.open = [run for run in self.open if states[run] != "finished"]
        found = [list(states.values()).count(state) for state in ("finished", "diverged", "failed")]
        self.finished += found[0]
        return [self.finished, *found[1:]]

    def begun(self):
        """Runs that train now, each as the share of it that is done."""
        done = 0
        for path in self.folder.work.glob("*/attempt-*/seed-*/metrics.jsonl"):
            event = last_event(path)
            config = self.configs.get(path.parents[2].name)
            done += share_done(event, config["train"]) if event and config else 0
        return done

    def look(self):
        finished, diverged, failed = self.counts()
        total = self.plan.runs
        begun = self.begun()
        done = finished + diverged + failed + begun
        self.first = done if self.first is None else self.first
        seconds = time.monotonic() - self.begin
        speed = (done - self.first) / seconds if seconds > 1 else 0
        return Progress(total, finished, diverged, failed, begun, speed * 3600 or None,
                        (total - done) / speed if speed > 0 else None)


class Line:
    """One redrawn line on a terminal, elsewhere one now and then."""

    def __init__(self, stream=sys.stderr):
        self.stream, self.redraws = stream, stream.isatty()
        self.last, self.drawn = time.monotonic(), False

    def __call__(self, progress):
        if self.redraws:
            print(f"\r\033[K{progress.text()}", end="", file=self.stream, flush=True)
            self.drawn = True
        elif time.monotonic() - self.last >= PLAIN_SECONDS:
            self.last = time.monotonic()
            print(progress.text(), file=self.stream, flush=True)

    def end(self):
        if self.drawn:
            print(file=self.stream)
        self.drawn = False
