"""One measurement: one process, timed from its start to its end."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
CONFIGS = HERE.parents[1] / "configs"


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


def environment(folder):
    # OPENBLAS_CORETYPE may force a kernel that is slow on this CPU.
    kept = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    return kept | {"OMP_NUM_THREADS": "1", "TORCHINDUCTOR_CACHE_DIR": str(folder / "inductor")}


# A program's ru_maxrss begins with the memory of whoever started it, so a shell, which is small, has
# to: its child has its own.
SHELL = ["sh", "-c", '"$@"; exit $?', "sh"]


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, folder):
    """What a process wrote on standard output; its seconds, and which share of the core it had."""
    begin, cpu_begin = time.perf_counter(), cpu_seconds()
    done = subprocess.run(SHELL + [str(word) for word in command], cwd=folder,
                          env=environment(folder), capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise Failed(lines[-1])
    share = (cpu_seconds() - cpu_begin) / seconds
    return done.stdout, {"seconds": seconds, "core_share": share}


def run_mmoe(options, folder):
    config = CONFIGS / f"bench_{options.workload.replace('-', '_')}.yaml"
    _, costs = run([options.mmoe, "--config", config, "--run", folder / "run", "--overwrite",
                      "--threads", 1, "--device", "cpu", "--data-dir", options.data_dir,
                      "--quiet"], folder)
    result = json.loads((folder / "run/result.json").read_text())
    keys = ("samples_per_second", "peak_rss_mb", "parameters")
    return {key: result[key] for key in keys} | result["test"] | costs


def run_peer(peer, options, folder):
    if options.end_to_end:  # torch.compile, too, starts from nothing
        shutil.rmtree(folder / "inductor", ignore_errors=True)
    length = ["--end-to-end"] if options.end_to_end else ["--seconds", options.seconds]
    output, costs = run([options.python, HERE / "peers/measure.py", "--peer", peer, "--workload",
                           options.workload, "--data-dir", options.data_dir, *length], folder)
    result = json.loads(output.splitlines()[-1])
    if "skipped" in result:
        raise Skipped(result["skipped"])
    return result | costs


def measure(trainer, options, folder):
    return run_mmoe(options, folder) if trainer == "mmoe" else run_peer(trainer, options, folder)


def version(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
