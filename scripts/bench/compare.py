#!/usr/bin/env python3
"""Compares mmoe-train with Python trainers on one core, side by side in one run.

Every trainer runs in a process of its own, with one thread; rounds go A B C, A B C, so that a
machine that gets slower for a while is slow for all. The Python trainers live in an environment
of their own; what it lacks is skipped:

  python3 -m venv .venv-bench
  .venv-bench/bin/pip install -r scripts/bench/requirements.txt

docs/performance.md says what the workloads and the trainers are, and how to read the table.
"""
import argparse
import datetime
import json
import os
import pathlib
import shlex
import sys
import tempfile

from peers.workloads import WORKLOADS
from process import Failed, Skipped, measure, version
from table import report

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOW = "python3 -m venv .venv-bench && .venv-bench/bin/pip install -r scripts/bench/requirements.txt"


def path(text):
    return pathlib.Path(text).absolute()  # not resolved: the python of an environment is a link


def options_of(parser):
    parser.add_argument("--workload", required=True, choices=WORKLOADS)
    parser.add_argument("--peers", nargs="*", metavar="PEER",
                        help="instead of all peers of the workload; none: mmoe-train alone")
    parser.add_argument("--end-to-end", action="store_true",
                        help="census: seconds from start to AUC, instead of rows a second")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8,
                        help="how long a round takes a peer's rate; mmoe-train trains its config")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--data-dir", type=path,
                        default=os.environ.get("MMOE_DATA_DIR") or ROOT / "data")
    parser.add_argument("--mmoe", type=path, default=ROOT / "build/release/bin/mmoe-train")
    parser.add_argument("--python", type=path, default=ROOT / ".venv-bench/bin/python",
                        help="Python with the peers' packages")
    parser.add_argument("--save", type=path, metavar="FILE",
                        help="all measurements as JSON, and the table beside it as .md")
    return parser.parse_args()


def checked(parser, options):
    peers = WORKLOADS[options.workload].peers
    options.peers = list(peers) if options.peers is None else options.peers
    for peer in options.peers:
        if peer not in peers:
            parser.error(f"--peers: {peer} is not one of {', '.join(peers)}")
    if options.end_to_end and options.workload != "census":
        parser.error("--end-to-end is for --workload census")
    if not options.mmoe.is_file():
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    if options.peers and not options.python.is_file():
        parser.error(f"no Python {options.python}; make it with\n  {HOW}\nor say --python PATH")
    if options.workload == "census" and not (options.data_dir / "census-income").is_dir():
        parser.error(f"no census-income/ in {options.data_dir}; get it with "
                     "scripts/download_census.sh, or say --data-dir DIR")
    return options


def run_rounds(options, folder):
    """{trainer: [a measurement a round]}, {skipped trainer: why}, {failed trainer: why}"""
    measurements, skipped, failed = {}, {}, {}
    for number in range(options.rounds):
        for trainer in ["mmoe", *options.peers]:
            if trainer in skipped or trainer in failed:
                continue
            print(f"round {number + 1} of {options.rounds}: {trainer}", file=sys.stderr)
            try:
                measured = measure(trainer, options, folder)
                measurements.setdefault(trainer, []).append(measured)
            except Skipped as reason:
                skipped[trainer] = str(reason)
            except Failed as reason:
                failed[trainer] = str(reason)
                measurements.pop(trainer, None)
    return measurements, skipped, failed


def cpu_model():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")),
                "unknown CPU")


def save(file, results):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n")
    file.with_suffix(".md").write_text(report(results))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    options = checked(parser, options_of(parser))
    os.sched_setaffinity(0, {options.core})  # children inherit it
    with tempfile.TemporaryDirectory() as folder:
        measurements, skipped, failed = run_rounds(options, pathlib.Path(folder))
    results = {"workload": options.workload, "end_to_end": options.end_to_end,
               "date": datetime.date.today().isoformat(), "cpu": cpu_model(),
               "command": shlex.join(["scripts/bench/compare.py", *sys.argv[1:]]),
               "mmoe": version(options.mmoe), "measurements": measurements,
               "skipped": skipped, "failed": failed}
    print(report(results), end="")
    if options.save:
        save(options.save, results)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
