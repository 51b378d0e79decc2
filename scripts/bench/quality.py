#!/usr/bin/env python3
"""Compares the quality of our configs with boosting and Python trainers: same rows, one core.

Cuts the files first; everyone trains on train.csv and is scored on test.csv, by one scorer. Each
run is a process of its own with one thread, timed from its start to its last metric, reading
included; rounds go A B C, A B C, each with a seed of its own. Run it with the Python that has the
packages of the peers, or give that one with --python; numpy is needed, matplotlib for --docs:

  python3 -m venv .venv-bench
  .venv-bench/bin/pip install -r scripts/bench/requirements.txt
  .venv-bench/bin/python scripts/bench/quality.py --save quality.json --docs docs

--from quality.json --docs docs writes pages and pictures again without any run. contest/contestants.py
says who takes part.
"""
import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import shlex
import sys
import tempfile

from compare import HOW, ROOT, cpu_model, path
from contest.contestants import contestants
from contest.cut import SOURCES
from contest.docs_page import write_docs
from contest.page import page
from contest.rounds import hold
from peers.datasets import DATA_SETS
from process import version


def options_of(parser):
    parser.add_argument("--data-sets", nargs="+", choices=DATA_SETS, default=list(DATA_SETS))
    parser.add_argument("--contestants", nargs="+", metavar="NAME", help="instead of all")
    parser.add_argument("--seeds", type=int, default=3,
                        help="rounds of our configs and of LightGBM (default: 3)")
    parser.add_argument("--peer-seeds", type=int, default=1,
                        help="rounds that the other, slower peers take part in (default: 1)")
    parser.add_argument("--resamples", type=int, default=500,
                        help="of the test rows, for the intervals (default: 500)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--data-dir", type=path,
                        default=path(os.environ.get("MMOE_DATA_DIR") or ROOT / "data"))
    parser.add_argument("--mmoe", type=path, default=ROOT / "build/release/bin/mmoe-train",
                        help="mmoe-train; mmoe-predict lies beside it")
    parser.add_argument("--python", type=path, default=ROOT / ".venv-bench/bin/python",
                        help="Python with the peers' packages")
    parser.add_argument("--save", type=path, metavar="FILE", help="everything measured, as JSON")
    parser.add_argument("--from", dest="saved", type=path, metavar="FILE",
                        help="report what --save wrote, instead of running")
    parser.add_argument("--docs", type=path, metavar="DIR",
                        help="write quality.md and images/quality_*.svg into this folder")
    return parser.parse_args()


def known(data_sets):
    return {name for data_set in data_sets for name in contestants(data_set)}


def checked(parser, options):
    if options.docs and not importlib.util.find_spec("matplotlib"):
        parser.error(f"--docs: no matplotlib for {sys.executable}; make a Python that "
                     f"has it with\n  {HOW}")
    if options.saved:
        if not options.saved.is_file():
            parser.error(f"--from: no file {options.saved}")
        return options
    for name in options.contestants or []:
        if name not in known(options.data_sets):
            parser.error(f"--contestants: {name} is not one of "
                         + ", ".join(sorted(known(options.data_sets))))
    for option in ("seeds", "peer_seeds", "resamples"):
        if getattr(options, option) < 1:
            parser.error(f"--{option.replace('_', '-')}: at least 1")
    for program in (options.mmoe, options.mmoe.with_name("mmoe-predict")):
        if not program.is_file():
            parser.error(f"no program {program}; build it, or say --mmoe PATH")
    for name in options.data_sets:
        for source in SOURCES[DATA_SETS[name].source]:
            if not (options.data_dir / source).is_file():
                parser.error(f"no {source} in {options.data_dir}; say --data-dir DIR, or "
                             f"--data-sets without {name}")
    if not options.python.is_file():
        parser.error(f"no Python {options.python}; make it with\n  {HOW}\nor say --python PATH")
    return options


def command(options):
    """What to run for the same results; where programs and data lie is left out."""
    words = ["scripts/bench/quality.py"]
    for name in ("data_sets", "contestants", "seeds", "peer_seeds", "resamples"):
        value = getattr(options, name)
        if value is not None:
            value = value if isinstance(value, list) else [value]
            words += [f"--{name.replace('_', '-')}", *map(str, value)]
    return shlex.join(words)


def results_of(options):
    os.sched_setaffinity(0, {options.core})  # children inherit it
    results = {"date": datetime.date.today().isoformat(), "cpu": cpu_model(),
               "command": command(options), "mmoe": version(options.mmoe),
               "resamples": options.resamples}
    with tempfile.TemporaryDirectory() as folder:
        for data_sets in hold(options, pathlib.Path(folder)):
            results["data_sets"] = data_sets
            if options.save:  # after every round: all may take half an hour
                save(results, options.save)
    return results


def save(results, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    options = checked(parser, options_of(parser))
    results = json.loads(options.saved.read_text()) if options.saved else results_of(options)
    print(page(results), end="")
    if options.docs:
        write_docs(results, options.docs)
    absent = [why for found in results["data_sets"].values() for why in found["absent"].values()]
    return 1 if any(why.startswith("failed") for why in absent) else 0


if __name__ == "__main__":
    sys.exit(main())
