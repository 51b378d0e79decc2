"""Folders of mmoe-train --seeds, or of one run, as tables like those of scripts/experiment.py."""
import pandas

from reports.files import read_json


def unfinished(folder):
    """The row of a run without a result."""
    log = folder / "train.log"
    diverged = log.is_file() and "error: training diverged" in log.read_text()
    return {"status": "diverged" if diverged else "failed"}


def finished(result):
    words = ("best_step", "steps", "stopped_early", "parameters", "selected_on")
    row = {"status": "finished"} | {word: result.get(word) for word in words}
    for part in ("valid", "test"):
        row |= {f"{part}.{name}": value for name, value in (result.get(part) or {}).items()}
    return row


def row_of(cell, folder, seed=None):
    result = folder / "result.json"
    result = read_json(result) if result.is_file() else None
    seed = result["seed"] if seed is None else seed
    row = {"cell": cell, "config": cell, "seed": seed}
    return row | (finished(result) if result else unfinished(folder)) | {"folder": str(folder)}


def seed_folders(folder):
    """[(seed, folder)] in order."""
    found = [(path.name.removeprefix("seed-"), path) for path in folder.glob("seed-*")]
    return sorted((int(seed), path) for seed, path in found if seed.isdigit())


def is_plain_folder(folder):
    return bool(seed_folders(folder)) or (folder / "result.json").is_file()


def read_plain_folder(folder):
    """A row a run; the folder is their cell."""
    name = folder.resolve().name
    rows = [row_of(name, path, seed) for seed, path in seed_folders(folder)]
    if not rows:
        rows = [row_of(name, folder)]
    return pandas.DataFrame(rows)
