"""Units on a Dask cluster, whose workers see the experiment's folder under the same path."""
import sys
import time
from dataclasses import asdict
from pathlib import Path

from experiments.folder import ExperimentError

POLL_SECONDS = 0.2
CONNECT_SECONDS = 30
HOW_TO_START = """a cluster by hand:
  dask scheduler --host 127.0.0.1 --port 8786
  dask worker tcp://127.0.0.1:8786 --nworkers 2 --nthreads 1
With Slurm or Kubernetes, the cluster objects of dask-jobqueue and dask-kubernetes have a
scheduler_address"""


def task_of(folder, trainer):
    """What a worker does with a unit: its core-seconds, and the seeds to be tried alone. A function
    within a function is sent by value, so workers need no path of these scripts."""
    scripts, place = str(Path(__file__).resolve().parents[1]), str(folder.path.resolve())
    words = asdict(trainer)

    def task(unit):
        sys.path[:0] = [] if scripts in sys.path else [scripts]
        from experiments.attempt import Trainer, train
        from experiments.folder import Folder
        from experiments.units import Unit
        return train(Folder(place), Trainer(**words), Unit(**unit))

    return task


def connect(address):
    if not address:
        raise ExperimentError(f"--executor dask needs --scheduler ADDRESS; {HOW_TO_START}")
    try:
        from distributed import Client
    except ImportError as error:
        raise ExperimentError(f"--executor dask: {error.name} is not in this Python") from None
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise ExperimentError(f"--scheduler {address}: nobody answers: {error}; "
                              f"{HOW_TO_START}") from None


def slots(client):
    """Units that the workers there are can train at once."""
    if not client.nthreads():
        print("the cluster has no workers yet; waiting for some", file=sys.stderr)
    return max(1, sum(client.nthreads().values()))


class Cluster:
    """The units of one call."""

    def __init__(self, client, folder, trainer):
        self.client, self.folder, self.task = client, folder, task_of(folder, trainer)
        self.running = {}  # future: Unit

    def submit(self, unit):
        future = self.client.submit(self.task, asdict(unit), pure=False)
        self.running[future] = unit

    def finish(self, future, done):
        unit = self.running.pop(future)
        error = future.exception() if future.status == "error" else None
        if error is None:
            core_seconds, again = future.result()
            for single in unit.singles():
                if single.seeds[0] in again:
                    self.submit(single)
            done(core_seconds)
            return
        for seed in unit.seeds:
            if not self.folder.is_finished(unit.cell, seed):
                source = self.folder.new_attempt(unit.cell) / f"seed-{seed}"
                self.folder.fail(unit.cell, seed, source, 1, f"the cluster gave up: {error}")

    def check(self):
        lost = self.client.status != "running" or any(
            future.status in ("cancelled", "lost") for future in self.running)
        if lost:
            raise ExperimentError("the connection to the scheduler was lost; the same command "
                                  "goes on")


    def run(self, units, tick, done):
        for unit in units:
            self.submit(unit)
        while self.running:
            time.sleep(POLL_SECONDS)
            for future in [future for future in self.running
                           if future.status in ("finished", "error")]:
                self.finish(future, done)
            self.check()
            tick()


def run_units(client, units, folder, trainer, tick, done):
    """As local.run_units. A unit whose worker dies is given to another by the scheduler."""
    cluster = Cluster(client, folder, trainer)
    with client:
        try:
            cluster.run(units, tick, done)
        finally:
            client.cancel(list(cluster.running))
