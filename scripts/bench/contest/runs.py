"""One contestant's run: trained and scored in a process of its own, its predictions row for row."""
import csv
import json

from contest.contestants import OURS
import numpy
from process import CONFIGS, HERE, Failed, Skipped, run

SAME = 1e-6  # how far a contestant's own AUC may be from the scorer's


def files(folder):
    return [word for path in sorted(folder.glob("*.csv"))
            for word in ("--set", f"data.{path.stem}={path}")]


def arguments(ours, folder):
    """Of mmoe-train, for the parts in a folder; a part that is not there is switched off."""
    config = CONFIGS / f"{ours.config}.yaml"
    if not config.is_file():
        raise Skipped(f"no configs/{config.name}")
    words = ["--config", config, *files(folder)]
    if not (folder / "valid.csv").exists():
        words += ["--set", "data.valid=null"]
    for override in ours.overrides:
        words += ["--set", override]
    return words


def logits(file, tasks):
    with open(file, newline="") as opened:
        rows = [[float(row[f"logits_{task}"]) for task in tasks] for row in csv.DictReader(opened)]
    return numpy.array(rows)


def run_ours(ours, data_set, seed, options, parts, folder):
    plain = ["--device", "cpu", "--threads", 1, "--quiet"]
    _, costs = run([options.mmoe, *arguments(ours, parts), "--set", f"train.seed={seed}", "--run",
                    folder / "run", "--overwrite", *plain], folder)
    result = json.loads((folder / "run/result.json").read_text())
    output = folder / "predictions.csv"
    run([options.mmoe.with_name("mmoe-predict"), "--checkpoint", folder / "run/best.safetensors",
         "--data", parts / "test.csv", "--output", output, "--logits", *plain], folder)
    measured = {"peak_rss_mb": result["peak_rss_mb"], "parameters": result["parameters"],
                "own": result["test"]}
    return measured | costs, logits(output, [task.name for task in data_set.tasks])


def run_peer(peer, name, seed, options, parts, folder):
    output = folder / "predictions.npy"
    written, costs = run([options.python, HERE / "peers/predict.py", "--peer", peer, "--data-set",
                          name, "--folder", parts, "--seed", seed, "--output", output], folder)
    result = json.loads(written.splitlines()[-1])
    if "skipped" in result:
        raise Skipped(result["skipped"])
    return result | costs, numpy.load(output)


def compete(contestant, name, data_set, seed, options, parts, folder):
    """What a run cost and said of itself; its scores [test rows, tasks]."""
    ours = OURS[name].get(contestant)
    if ours:
        return run_ours(ours, data_set, seed, options, parts, folder)
    return run_peer(contestant, name, seed, options, parts, folder)


def check(measured, found):
    """A contestant's own metrics are the scorer's: it scored the same rows in the same order."""
    own = measured.pop("own")
    for metric, values in found.items():
        if metric in own and abs(own[metric] - values[0]) > SAME:
            raise Failed(f"says {metric} {own[metric]:.7f}, the scorer {values[0]:.7f}")
