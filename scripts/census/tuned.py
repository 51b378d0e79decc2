"""Hyper-parameters: scripts/tune.py searches them for each method and group."""
import json
import sys
from pathlib import Path

from census.paper import METHODS
from census.tables import Table
from trainer.keys import lookup
from tuning.space import read_space
from trainer.yaml_files import parse

ROOT = Path(__file__).resolve().parents[2]
SPACES = {"single_task": "bottom", "shared_bottom": "bottom", "omoe": "mixture", "mmoe": "mixture"}
SEED = 1  # of the suggestions; trials train with the seed of the config, which is 1, too


def config_of(group, method):
    return ROOT / "configs" / f"{group.stem}_{method}.yaml"


def space_of(method):
    return ROOT / "scripts/tuning/spaces" / f"census_{SPACES[method]}.yaml"


def folder_of(run, group, method):
    return run / "tuning" / f"{group.stem}_{method}"


def best_of(run, group, method):
    return folder_of(run, group, method) / "best.yaml"


def command(options, group, method):
    """Of the search; one that is complete already only writes its results again."""
    words = [sys.executable, ROOT / "scripts/tune.py", config_of(group, method), space_of(method),
             "--trials", options.trials, "--run", folder_of(options.run, group, method),
             "--jobs", options.jobs, "--seed", SEED, "--mmoe", options.mmoe]
    for name in ("threads", "data_dir"):
        value = getattr(options, name)
        words += [f"--{name.replace('_', '-')}", value] if value else []
    return [*map(str, words)]


def short(key):
    for prefix in ("train.optimizer.", "train.", "model."):
        key = key.removeprefix(prefix)
    return key


def tuned_row(run, group, method):
    path = best_of(run, group, method)
    if not path.is_file():
        return [METHODS[method], "not tuned yet", "", ""]
    text = path.read_text()
    config = parse(text)
    keys = [parameter.key for parameter in read_space(space_of(method))[0]]
    values = ", ".join(f"{short(key)} {json.dumps(lookup(config, key))}" for key in keys)
    trial = text.split("trial ", 1)[1].split(" on validation")[0]  # of its first comment
    return [METHODS[method], values, trial.split()[0].rstrip(":"), trial.split()[2]]
