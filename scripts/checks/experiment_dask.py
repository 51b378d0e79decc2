"""Checks scripts/experiment.py --executor dask: two workers in processes of their own, one of them
killed on the way; the table is that of one machine.

  experiment_dask.py SOURCE_DIR MMOE_TRAIN

Exits with 77, which ctest takes as skipped, where this Python has no dask.
"""
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

try:
    import distributed  # noqa: F401
    import pandas  # noqa: F401
    import yaml  # noqa: F401
except ImportError as error:
    print("skipped: no", error.name)
    sys.exit(77)

source, program = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
PLAN = f"""
configs: [{source}/configs/tiny.yaml]
set: {{train.epochs: 40}}
grid: {{train.batch_size: [256, 512]}}
seeds: 1-4
"""


@contextlib.contextmanager
def started(folder, *words):
    """A process of dask in a session of its own."""
    process = subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_for(found, process, what):
    deadline = time.monotonic() + 60
    while not found():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"no {what}: {process.communicate()}")
        time.sleep(0.05)


def worker(folder, address, name):
    return started(folder, "worker", address, "--nthreads", "1", "--name", name, "--no-nanny",
                   "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(folder / name))


def experiment(folder, run, *words):
    return subprocess.Popen([sys.executable, source / "scripts/experiment.py", folder / "plan.yaml",
                             "--run", folder / run, "--mmoe", program, *words],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def workers_at_work(run):
    """{pid of a worker: pid of its mmoe-train}"""
    found = subprocess.run(["pgrep", "-f", f"mmoe-train .*{run}/work"], capture_output=True,
                           text=True).stdout.split()
    stats = {child: pathlib.Path(f"/proc/{child}/stat") for child in found}
    return {int(stat.read_text().rsplit(")", 1)[1].split()[1]): int(child)
            for child, stat in stats.items() if stat.is_file()}


def check_killed_worker(folder, address, victim):
    """While both train."""
    call = experiment(folder, "cluster", "--executor", "dask", "--scheduler", address)
    wait_for(lambda: len(workers_at_work(folder / "cluster")) == 2, call, "two units at work")
    os.kill(victim.pid, signal.SIGKILL)
    output = call.communicate(timeout=120)[0]
    assert call.returncode == 0, output
    alone = experiment(folder, "alone")
    output = alone.communicate()[0]
    assert alone.returncode == 0, output
    tables = [(folder / run / "table.csv").read_bytes() for run in ("cluster", "alone")]
    assert tables[0] == tables[1] and tables[0].count(b"finished") == 8, tables


def check_stopped(folder, address):
    """Workers stop what nobody waits for."""
    call = experiment(folder, "stopped", "--executor", "dask", "--scheduler", address)
    wait_for(lambda: workers_at_work(folder / "stopped"), call, "unit at work")
    call.send_signal(signal.SIGTERM)
    output = call.communicate(timeout=60)[0]
    assert call.returncode == 143 and "the same command goes on" in output, output
    deadline = time.monotonic() + 30
    while workers_at_work(folder / "stopped"):
        assert time.monotonic() < deadline, "a worker goes on"
        time.sleep(0.05)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
    place = pathlib.Path(name)
    (place / "plan.yaml").write_text(PLAN)
    file = place / "scheduler.json"
    with started(place, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                 "--scheduler-file", str(file)) as scheduler:
        wait_for(lambda: file.is_file() and file.stat().st_size, scheduler, "scheduler")
        where = json.loads(file.read_text())["address"]
        with worker(place, where, "one"), worker(place, where, "two") as two:
            check_killed_worker(place, where, two)
            check_stopped(place, where)
print("two workers train a plan, and one of them after the other is gone")
