#!/usr/bin/env python3
"""What each setting is worth: a config with one thing changed at a time, against the config itself.

Every variant trains with the same seeds as the base, and differences are of pairs of one seed, in
AUC on validation rows; those on test rows are not read. Runs train one after another on one thread:

  scripts/bench/ablation.py census --seeds 1-3
  scripts/bench/ablation.py kuairand --seeds 1-3 --save ablation_kuairand.json

docs/recipes.md has what came out. The variants are in ablation_variants.py.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from math import sqrt
from statistics import mean, stdev

from ablation_variants import STUDIES

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("--seeds", default="1-3", help="as mmoe-train takes them")
    parser.add_argument("--only", nargs="*", metavar="VARIANT", help="these variants alone")
    parser.add_argument("--data-dir", default=os.environ.get("MMOE_DATA_DIR") or ROOT / "data")
    parser.add_argument("--mmoe", type=pathlib.Path, default=ROOT / "build/release/bin/mmoe-train")
    parser.add_argument("--save", type=pathlib.Path, metavar="FILE", help="the numbers as JSON")
    return parser.parse_args()


def train(study, changes, options):
    """By seed, the metrics on validation rows and the seconds of training."""
    with tempfile.TemporaryDirectory() as folder:
        command = [options.mmoe, "--config", ROOT / "configs" / study.config, "--run",
                   f"{folder}/run", "--seeds", options.seeds, "--jobs", "1", "--quiet",
                   "--data-dir", options.data_dir]
        for change in [*study.base, *changes]:
            command += ["--set", change]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              env=os.environ | {"OMP_NUM_THREADS": "1"})
        if done.returncode != 0:
            sys.exit(f"{' '.join(changes)}: {done.stderr.strip()}")
        results = [json.loads(path.read_text())
                   for path in pathlib.Path(folder).glob("run/seed-*/result.json")]
    return {result["seed"]: result["valid"] | {"rate": result["samples_per_second"]}
            for result in results}


def difference(variant, base, metric):
    """Mean over seeds, and its standard error; the latter 0 for one seed."""
    pairs = [variant[seed][metric] - base[seed][metric] for seed in base]
    return mean(pairs), stdev(pairs) / sqrt(len(pairs)) if len(pairs) > 1 else 0.0


def row(name, variant, base, metrics):
    cells = [name]
    for metric in metrics:
        gain, error = difference(variant, base, metric)
        cells.append(f"{gain:+.4f} ({error:.4f})")
    return "| " + " | ".join(cells) + " |"


def heading(study, base):
    values = [f"{mean(run[metric] for run in base.values()):.4f}" for metric in study.metrics]
    lines = [["change", *study.metrics], ["---"] + ["---:"] * len(study.metrics),
             [f"none: {study.config}", *values]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main():
    options = arguments()
    study = STUDIES[options.study]
    base = train(study, [], options)
    results = {"base": base}
    print(heading(study, base), flush=True)
    for name, changes in study.variants.items():
        if options.only and name not in options.only:
            continue
        results[name] = train(study, changes, options)
        print(row(name, results[name], base, study.metrics), flush=True)
    if options.save:
        options.save.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
