"""The cells of a plan: each combination of config, variant and grid values."""
import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path

# Columns of the table that no factor may be called.
COLUMNS = ("cell", "seed", "status", "exit_code", "best_step", "steps", "stopped_early",
           "parameters", "selected_on", "folder")


@dataclass(frozen=True)
class Cell:
    name: str  # a folder's, too
    config: Path
    overrides: dict  # {key: value} as --set takes them, later ones over earlier ones
    factors: dict  # {column: value}


def grid_names(grid):
    """{key: column}: the last word, or the whole key where that means two things."""
    words = [key.split(".")[-1] for key in grid]
    taken = {*COLUMNS, "config", "variant"}
    return {key: key if words.count(word) > 1 or word in taken else word
            for key, word in zip(grid, words)}


def value_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def cell_name(config, variant, values):
    """values: {column: grid value}"""
    parts = [config, *([variant] if variant is not None else [])]
    parts += [f"{column}={value_text(value)}" for column, value in values.items()]
    return re.sub(r"[^\w.=+-]+", "_", "-".join(parts)).strip("_")


def make_cells(configs, values, grid, variants):
    """In the order of the plan; two may have one name."""
    columns, cells = grid_names(grid), []
    named = list(variants.items()) if variants else [(None, {})]
    for config, (variant, own), *chosen in itertools.product(configs, named, *grid.values()):
        factors = {"config": config} | ({} if variant is None else {"variant": variant})
        by_column = dict(zip(columns.values(), chosen))
        cells.append(Cell(cell_name(config, variant, by_column), configs[config],
                          values | own | dict(zip(grid, chosen)), factors | by_column))
    return cells
