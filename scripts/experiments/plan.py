"""The plan of an experiment: which configs are trained, with which values and seeds."""
from dataclasses import dataclass
from pathlib import Path

import yaml

from experiments.cells import grid_names, make_cells
from experiments.overrides import (Report, check_grid, check_set, check_variants, is_known,
                                   is_mapping, is_name, shown)
from experiments.seeds import problem_of, read_seeds
from trainer.prompt import ScriptError
from trainer.yaml_files import FileError, place, read_node, value_of

KEYS = ("name", "configs", "set", "grid", "variants", "seeds", "compare")
LONGEST = 200  # name of a folder
COMPARE = {"metrics": [], "factor": "config", "baseline": None}


class PlanError(ScriptError):
    """Every mistake of a plan, a line each."""


@dataclass(frozen=True)
class Plan:
    name: str
    configs: dict  # {name: Path}
    mapping: dict  # as it was written
    cells: list
    seeds: list
    compare: dict  # metrics, factor, baseline (None: none)
    places: dict  # {path of keys: file:line:column}, for messages

    @property
    def runs(self):
        return len(self.cells) * len(self.seeds)


def config_paths(report, configs, folder):
    """{name: Path}; a list's names are those of the files."""
    if not isinstance(configs, (dict, list)) or not configs:
        report.add(("configs",), "takes {name: file.yaml, ...} or a list of files, found "
                                 f"{shown(configs)}")
        return {}
    named = configs.items() if isinstance(configs, dict) else enumerate(configs)
    paths = {}
    for word, text in named:
        if not isinstance(text, str):
            report.add(("configs", word), f"takes the path of a config, found {shown(text)}")
            continue
        path = folder / text
        name = word if isinstance(configs, dict) else path.stem
        is_name(report, ("configs", word), name)
        if name in paths:
            report.add(("configs", word), f"a second config called {name}; give names: "
                                          "{name: file.yaml, ...}")
        if not path.is_file():
            report.add(("configs", word), f"no config {path}")
        paths[name] = path
    return paths


def read_plan_seeds(report, seeds):
    if isinstance(seeds, list) and seeds and all(type(seed) is int for seed in seeds):
        seeds = ",".join(map(str, seeds))
    if type(seeds) not in (int, str):
        report.add(("seeds",), f"takes seeds such as 1-20 or 1,3,5-7, found {shown(seeds)}")
        return []
    problem = problem_of(str(seeds))
    if problem:
        report.add(("seeds",), problem)
    return [] if problem else read_seeds(str(seeds))


def check_compare(report, compare):
    if not is_mapping(report, ("compare",), compare, "{metrics: [auc_income], baseline: mmoe}"):
        return
    is_known(report, ("compare",), compare, COMPARE)
    metrics = compare.get("metrics", [])
    if not isinstance(metrics, list) or not all(isinstance(metric, str) for metric in metrics):
        report.add(("compare", "metrics"), f"takes a list of metrics, found {shown(metrics)}")


def check_baseline(report, compare, values):
    """values: {factor: its values}"""
    factor, baseline = compare["factor"], compare["baseline"]
    if not isinstance(factor, str) or factor not in values:
        report.add(("compare", "factor"), f"no factor {shown(factor)} (there are: "
                                          f"{', '.join(values)})")
    elif baseline is not None and baseline not in values[factor]:
        known = ", ".join(map(shown, values[factor]))
        report.add(("compare", "baseline"), f"no {factor} is {shown(baseline)} "
                                            f"(there are: {known})")


def factor_values(configs, grid, variants):
    return ({"config": list(configs)} | ({"variant": list(variants)} if variants else {}) |
            {column: grid[key] for key, column in grid_names(grid).items()})


def check_cells(report, cells):
    names = [cell.name for cell in cells]
    for name in sorted({name for name in names if names.count(name) > 1}):
        report.add((), f"two cells are called {name}; make variants of those values, with names")
    longest = max(names, key=len)
    if len(longest) > LONGEST:
        report.add((), f"a cell's name has {len(longest)} letters: {longest[:40]}...; make "
                       "variants of those values, with names")


def check_values(report, mapping):
    """All that can be told of one key by itself."""
    is_known(report, (), mapping, KEYS)
    for key in ("configs", "seeds"):
        if key not in mapping:
            report.add((), f"{key} is missing")
    grid = mapping.get("grid")
    checks = {"name": lambda name: is_name(report, ("name",), name),
              "set": lambda values: check_set(report, values),
              "grid": lambda values: check_grid(report, values),
              "variants": lambda variants: check_variants(
                  report, variants, grid if isinstance(grid, dict) else {}),
              "compare": lambda compare: check_compare(report, compare)}
    for key, check in checks.items():
        if key in mapping:
            check(mapping[key])


def stop_at_problems(report):
    if report.problems:
        raise PlanError(report.text())


def build(mapping, folder, name, report):
    if not isinstance(mapping, dict):
        report.add((), "a plan has lines like 'configs: [tiny.yaml]' and 'seeds: 1-20'")
        raise PlanError(report.text())
    check_values(report, {"name": name} | mapping)
    configs = config_paths(report, mapping["configs"], folder) if "configs" in mapping else {}
    seeds = read_plan_seeds(report, mapping["seeds"]) if "seeds" in mapping else []
    stop_at_problems(report)
    values, grid, variants = (mapping.get(key, {}) for key in ("set", "grid", "variants"))
    compare = COMPARE | mapping.get("compare", {})
    cells = make_cells(configs, values, grid, variants)
    check_cells(report, cells)
    check_baseline(report, compare, factor_values(configs, grid, variants))
    stop_at_problems(report)
    return Plan(mapping.get("name", name), configs, mapping, cells, seeds, compare, report.places)


def make_plan(mapping, folder):
    """Of a mapping with the keys of a plan file; relative paths start in `folder`."""
    return build(mapping, Path(folder), "experiment", Report("plan", {}))


def walk(node, keys=()):
    """(path of keys, node) of each entry, those that are there twice included."""
    entries = []
    if isinstance(node, yaml.MappingNode):
        entries = [(value_of(key), key, value) for key, value in node.value]  # keys are scalars
    elif isinstance(node, yaml.SequenceNode):
        entries = [(i, value, value) for i, value in enumerate(node.value)]
    for word, key_node, value_node in entries:
        yield (*keys, word), key_node
        yield from walk(value_node, (*keys, word))


def read_plan(path):
    path = Path(path)
    try:
        root = read_node(path)
        mapping = None if root is None else value_of(root)
    except FileError as error:
        raise PlanError(str(error)) from None
    except yaml.MarkedYAMLError as error:  # of a key that is a list, for one
        raise PlanError(f"{place(path, root)}: {error.problem}") from None
    report = Report(str(path), {})
    for keys, node in walk(root):
        if keys in report.places:
            report.add(keys, f"is there twice, again at {place(path, node)}")
        report.places.setdefault(keys, place(path, node))
    return build(mapping, path.parent, path.stem, report)
