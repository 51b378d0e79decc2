"""What a plan's keys may hold: each check tells what is wrong, to a Report."""
import json
import re

from trainer.keys import unknown

NAME = re.compile(r"\w[\w.+-]*")
OWN_KEYS = {"train.seed": "seeds are the plan's own: 'seeds: 1-20'"}


class Report:
    """Collects what is wrong. places: {path of keys: file:line:column}, in the file's order."""

    def __init__(self, name, places):
        self.name, self.places, self.problems = name, places, []

    def add(self, path, problem):
        known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.places), None)
        order = list(self.places).index(known) if known else len(self.places)
        key = ".".join(map(str, path))
        text = f"{key}: {problem}" if key else problem
        self.problems.append((order, f"{self.places.get(known, self.name)}: {text}"))

    def text(self):
        """All problems, a line each, in the order of the file."""
        return "\n".join(text for _, text in sorted(self.problems, key=lambda found: found[0]))


def shown(value):
    text = json.dumps(value, default=str)
    return text if len(text) <= 40 else text[:37] + "..."


def is_mapping(report, path, value, example):
    """Whether it is one, and not empty."""
    if isinstance(value, dict) and value:
        return True
    report.add(path, f"takes a mapping such as {example}, found {shown(value)}")
    return False


def is_known(report, path, mapping, allowed):
    for word in mapping:
        if word not in allowed:
            report.add((*path, word), unknown(word, allowed))


def is_name(report, path, name):
    if not isinstance(name, str) or not NAME.fullmatch(name):
        report.add(path, f"a name has letters, digits and . _ + - only, found {shown(name)}")


def check_keys(report, path, mapping):
    """Keys of a config by dotted path; mmoe-train knows which there are."""
    for key in mapping:
        if not isinstance(key, str) or not key:
            report.add((*path, key), "takes a key of the config such as train.epochs")
        elif key in OWN_KEYS:
            report.add((*path, key), OWN_KEYS[key])


def check_set(report, values):
    if is_mapping(report, ("set",), values, "{train.epochs: 2}"):
        check_keys(report, ("set",), values)


def check_grid(report, grid):
    if not is_mapping(report, ("grid",), grid, "{train.optimizer.learning_rate: [0.003, 0.006]}"):
        return
    check_keys(report, ("grid",), grid)
    for key, values in grid.items():
        if not isinstance(values, list) or not values:
            report.add(("grid", key), f"takes a list of values, found {shown(values)}")
            continue
        texts = [json.dumps(value, default=str) for value in values]
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            report.add(("grid", key), f"has {text} twice")


def check_variants(report, variants, grid):
    if not is_mapping(report, ("variants",), variants, "{wide: {train.epochs: 2}, plain: {}}"):
        return
    for name, values in variants.items():
        path = ("variants", name)
        is_name(report, path, name)
        if not isinstance(values, dict):
            report.add(path, f"takes a mapping of overrides, found {shown(values)}")
            continue
        check_keys(report, path, values)
        for key in values:
            if key in grid:
                report.add((*path, key), "is in grid, too, which would replace it")
