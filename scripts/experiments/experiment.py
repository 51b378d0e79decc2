"""Runs what is missing of an experiment, and gathers its table."""
import os
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from experiments import cluster, local
from experiments.attempt import Trainer
from experiments.check import check_metrics, check_unchanged, effective_configs
from experiments.cost import Cost
from experiments.folder import ExperimentError, Folder
from experiments.interruption import Interruption, Stopped  # noqa: F401
from experiments.progress import Watch
from experiments.snapshot import keep_configs, keep_plan
from experiments.table import make_table, write_table
from experiments.units import MOST, Unit, divide

CORES = len(os.sched_getaffinity(0))
ROOT = Path(__file__).resolve().parents[2]
LOOK_SECONDS, LOOK_SHARE = 1, 200  # at most every second, and for 0.5 % of the time


@dataclass
class Options:
    jobs: int | None = None  # processes at once; None: as many as fill the cores
    threads: int = 1  # of each process
    data_dir: str | None = None  # None: $MMOE_DATA_DIR, else data/
    device: str = "cpu"
    mmoe: Path = ROOT / "build/release/bin/mmoe-train"
    executor: str = "local"  # or dask
    scheduler: str | None = None  # of dask, such as tcp://127.0.0.1:8786
    table: Path | None = None  # a .csv or .parquet besides the folder's table.csv
    progress: object = None  # called with a Progress about once a second

    def trainer(self):
        data = self.data_dir or os.environ.get("MMOE_DATA_DIR") or "data"
        return Trainer(os.path.abspath(self.mmoe), os.path.abspath(data), self.threads, self.device)

    def local_jobs(self):
        return self.jobs or max(1, CORES // self.threads)


def missing_units(plan, folder, configs):
    """One a cell, with the seeds that have no outcome yet; what failed is tried again."""
    units = []
    for cell in plan.cells:
        seeds = tuple(seed for seed in plan.seeds
                      if folder.status(cell.name, seed) in ("missing", "failed"))
        config = str(configs[cell.factors["config"]].resolve())
        units += [Unit(cell.name, config, cell.overrides, seeds)] if seeds else []
    return units


def check_place(folder):
    own = [folder.path / name for name in ("plan.yaml", "lock")]
    if folder.path.exists() and not any(path.exists() for path in own) and (
            not folder.path.is_dir() or any(folder.path.iterdir())):
        raise ExperimentError(f"--run {folder.path} is not empty, and no experiment")


def check(plan, folder, options):
    """The effective config of each cell. Raises, and changes nothing."""
    check_place(folder)
    configs = effective_configs(options.trainer(), plan, options.local_jobs())
    check_metrics(plan, configs)
    return configs


class Ticker:
    """Stops on a signal, and reports now and then."""

    def __init__(self, interruption, watch, progress):
        self.interruption, self.watch, self.progress = interruption, watch, progress
        self.next = 0

    def __call__(self):
        self.interruption.look()
        begin = time.monotonic()
        if self.progress and begin >= self.next:
            self.progress(self.watch.look())
            took = time.monotonic() - begin  # with many runs: they, too, want the core
            self.next = begin + max(LOOK_SECONDS, LOOK_SHARE * took)


def workers(options):
    """(how to run units, how many at once)"""
    if options.executor == "dask":
        client = cluster.connect(options.scheduler)
        return partial(cluster.run_units, client), options.jobs or cluster.slots(client)
    jobs = options.local_jobs()
    return partial(local.run_units, jobs), jobs


def train(plan, folder, effective, options, run_units, jobs):
    trainer, cost = options.trainer(), Cost(folder, jobs)
    kept = keep_configs(folder, plan.configs)
    keep_plan(folder, plan)
    units = divide(missing_units(plan, folder, kept), jobs, MOST if trainer.takes_seeds else 1)
    with Interruption() as interruption:
        tick = Ticker(interruption, Watch(plan, folder, effective), options.progress)
        try:
            run_units(units, folder, trainer, tick, cost.add)
        finally:
            folder.clear_work()
            cost.write()


def run_experiment(plan, folder, options):
    """The table of all runs there are at the end. Raises ExperimentError and trainer.program's
    ProgramError before anything is trained; Stopped after a signal: the same call goes on."""
    folder = Folder(folder)
    effective = check(plan, folder, options)
    run_units, jobs = workers(options)
    with folder.locked():
        folder.clear_work()
        check_unchanged(folder, effective)
        try:
            train(plan, folder, effective, options, run_units, jobs)
        finally:
            table = make_table(plan, folder)
            write_table(table, folder.path / "table.csv")
    if options.table:
        write_table(table, Path(options.table))
    return table
