#!/usr/bin/env python3
"""What ten more features of each kind cost, beside what their arithmetic says they should.

  scripts/bench/features.py [--rows N] [--mmoe PROGRAM] [--rounds N]

Trains configs/bench_features.yaml with one thread on random rows: with ten categories, then with
ten features of one kind more. `more` is the time of a row over that of the base; `share` is the
multiplications of a row over those of the base: what the first layer does with the new inputs, and
what a kind does by itself. A kind is at its price where `more` is about `share`.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from statistics import median

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIG = ROOT / "configs/bench_features.yaml"
COUNT, DIM, LENGTH = 10, 16, 10
CATEGORY = {"name": "category*", "type": "categorical", "hash_buckets": 10000, "dim": DIM}
LIST = {"name": "list*", "hash_buckets": 10000, "dim": DIM, "length": LENGTH}
NUMBER = {"name": "number*", "type": "numeric"}

# A kind: its entry, inputs a feature gives, multiplications of its own (forward).
KINDS = {
    "base": (None, 0, 0),
    "category": ({**CATEGORY, "name": "other*"}, DIM, 0),
    "number": (NUMBER, 1, 0),
    "bins": ({**NUMBER, "number": False, "bins": {"quantiles": 32, "dim": DIM}}, DIM, 0),
    "piecewise": ({**NUMBER, "number": False, "piecewise_linear": {"bins": 16, "dim": DIM}}, DIM,
                  16 * DIM),
    "combo": ([{"name": f"combo{i}", "type": "combo", "columns": [f"category{i}", f"other{i}"],
                "hash_buckets": 10000, "dim": DIM} for i in range(COUNT)], DIM, 0),
    "multi mean": ({**LIST, "type": "multi", "pooling": "mean"}, DIM, LENGTH * DIM),
    "multi max": ({**LIST, "type": "multi", "pooling": "max"}, DIM, LENGTH * DIM),
    "sequence concat": ({**LIST, "type": "sequence", "pooling": "concat"}, LENGTH * DIM, 0),
    "attention": ({**LIST, "type": "sequence", "pooling": {
        "type": "attention", "target": "category0", "hidden": [32]}}, DIM,
        LENGTH * (4 * DIM * 32 + 32 + DIM)),
}


def multiplications(width, own):
    """Of one row, forward: experts and gates over the inputs, deeper layers, towers."""
    experts, gates, deeper = 8 * 64, 2 * 8, 8 * 64 * 32 + 2 * 8 * 32 + 2 * (32 * 16 + 16)
    return width * (experts + gates) + deeper + own


def share(kind):
    _, width, own = KINDS[kind]
    return multiplications(COUNT * (DIM + width), COUNT * own) / multiplications(COUNT * DIM, 0)


def row(rng):
    def word():  # a few values often, most seldom
        return f"v{int(5000 * rng.random() ** 3)}"

    lists = ["|".join(word() for _ in range(rng.randrange(LENGTH + 1))) for _ in range(COUNT)]
    return ([str(rng.randrange(2)) for _ in range(2)] + [word() for _ in range(2 * COUNT)]
            + [f"{rng.gauss(0, 1):.4f}" for _ in range(COUNT)] + lists)


def write_table(path, rows):
    rng = random.Random(1)
    names = ["y0", "y1"] + [f"{kind}{i}" for kind in ("category", "other", "number", "list")
                            for i in range(COUNT)]
    with open(path, "w") as file:
        for values in [names] + [row(rng) for _ in range(rows)]:
            file.write(",".join(values) + "\n")


def arguments(kind):
    """The config with ten more features of a kind."""
    more = KINDS[kind][0]
    features = [CATEGORY] + (more if isinstance(more, list) else [more] if more else [])
    return ["--config", CONFIG, "--set", "features=" + json.dumps(features)]


def rate(options, folder, kind):
    """Rows a second of training."""
    subprocess.run([options.mmoe, *arguments(kind), "--data-dir", folder, "--run", folder / "run",
                    "--overwrite", "--quiet", "--threads", "1", "--device", "cpu"],
                   check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "run/result.json").read_text())["samples_per_second"]


def measure(options, folder):
    rates = {kind: [] for kind in KINDS}
    for number in range(options.rounds):
        for kind in KINDS:
            print(f"round {number + 1} of {options.rounds}: {kind}", file=sys.stderr)
            rates[kind].append(rate(options, folder, kind))
    return {kind: median(found) for kind, found in rates.items()}


def table(rates):
    lines = ["| ten more of | rows/s | more | share |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {kind} | {found:,.0f} | {rates['base'] / found:.2f} | {share(kind):.2f} |"
              for kind, found in rates.items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mmoe", type=pathlib.Path, default=ROOT / "build/release/bin/mmoe-train")
    options = parser.parse_args()
    if not options.mmoe.is_file():
        parser.error(f"no program {options.mmoe}; build it, or say --mmoe PATH")
    options.mmoe = options.mmoe.absolute()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # children inherit it
    with tempfile.TemporaryDirectory() as folder:
        write_table(pathlib.Path(folder) / "features.csv", options.rows)
        print(table(measure(options, pathlib.Path(folder))))


if __name__ == "__main__":
    main()
