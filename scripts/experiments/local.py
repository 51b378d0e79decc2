"""Units on the cores of this machine."""
import time
from collections import deque

from experiments.attempt import POLL_SECONDS, Attempt


def run_units(jobs, units, folder, trainer, tick, done):
    """tick: called often, may raise to stop everything; done: called with the core-seconds of each
    process that has ended."""
    waiting, running = deque(units), []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(Attempt(folder, trainer, waiting.popleft()))
            time.sleep(POLL_SECONDS)
            for attempt in [attempt for attempt in running if attempt.ended()]:
                running.remove(attempt)
                waiting.extend(attempt.settle())
                done(attempt.cpu_seconds)
            tick()
    finally:
        for attempt in running:
            attempt.terminate()
        for attempt in running:
            attempt.wait()
            done(attempt.cpu_seconds)
