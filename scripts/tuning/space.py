"""What a search may change: keys of the config by dotted path, each with a range or choices."""
import json
from dataclasses import dataclass

import yaml

from trainer.keys import unknown
from trainer.prompt import ScriptError
from trainer.yaml_files import FileError, place, read_node, value_of


class SpaceError(ScriptError):
    """Every mistake of a space file, a line each."""


@dataclass(frozen=True)
class Range:
    key: str
    low: float
    high: float
    log: bool = False
    step: float | None = None
    labels = ()

    @property
    def whole(self):
        return isinstance(self.low, int)

    def grid(self, most):
        """Its values if it has steps, and not more than `most`."""
        step = self.step or (1 if self.whole else None)
        count = round((self.high - self.low) / step) + 1 if step else 0
        return [self.low + i * step for i in range(count)] if count <= most else []

    def suggest(self, trial):
        if self.whole:
            return trial.suggest_int(self.key, self.low, self.high, log=self.log,
                                     step=self.step or 1)
        return trial.suggest_float(self.key, self.low, self.high, log=self.log, step=self.step)

    def decode(self, stored):
        """What is trained: four digits are enough, and a person can read them."""
        if self.whole:
            return stored
        return min(max(float(f"{stored:.4g}"), self.low), self.high)

    def encode(self, value):
        """None where the value is not in the range."""
        number = type(value) is int or (type(value) is float and not self.whole)
        if not number or not self.low <= value <= self.high:
            return None
        steps = (value - self.low) / (self.step or (1 if self.whole else value - self.low or 1))
        return value if abs(steps - round(steps)) < 1e-9 else None

    def slot(self, stored):
        """Its place on an axis."""
        return stored

    def probes(self):
        return [self.low, self.high]


@dataclass(frozen=True)
class Choices:
    """Values of any kind; the study knows them by their JSON."""

    key: str
    labels: tuple
    log = False

    def suggest(self, trial):
        return trial.suggest_categorical(self.key, self.labels)

    def decode(self, stored):
        return json.loads(stored)

    def encode(self, value):
        return next((text for text in self.labels if json.loads(text) == value), None)

    def slot(self, stored):
        return self.labels.index(stored)

    def probes(self):
        return [json.loads(text) for text in self.labels]


def is_number(value):
    return type(value) in (int, float)


def range_problem(entry):
    low, high, log, step = (entry.get(word) for word in ("low", "high", "log", "step"))
    for word, value in (("low", low), ("high", high), ("step", step)):
        if not is_number(value) and (word != "step" or value is not None):
            return f"{word} is not a number: {json.dumps(value)}"
    if low >= high:
        return f"low ({low}) is not below high ({high})"
    if not isinstance(entry.get("log", False), bool):
        return f"log is true or false, not {json.dumps(log)}"
    if log and low <= 0:
        return f"log needs a low above 0, not {low}"
    if step is None:
        return None
    if log:
        return "takes log or step, not both"
    if step <= 0 or (type(low) is type(high) is int and type(step) is not int):
        return f"step ({step}) is not a step from {low} to {high}"
    steps = (high - low) / step
    if abs(steps - round(steps)) > 1e-9:
        return f"steps of {step} do not lead from {low} to {high}"
    return None


def choices_problem(entry):
    choices = entry["choices"]
    if not isinstance(choices, list) or len(choices) < 2:
        return "choices is a list of two or more values"
    texts = [json.dumps(choice) for choice in choices]
    twice = next((text for text in texts if texts.count(text) > 1), None)
    return f"choices has {twice} twice" if twice else None


def entry_problem(entry):
    if not isinstance(entry, dict):
        return "takes {low: ..., high: ...} or {choices: [...]}"
    allowed = ("choices",) if "choices" in entry else ("low", "high", "log", "step")
    for word in entry:
        if word not in allowed:
            return unknown(word, allowed)
    if "choices" not in entry and not {"low", "high"} <= entry.keys():
        return "takes {low: ..., high: ...} or {choices: [...]}"
    return choices_problem(entry) if "choices" in entry else range_problem(entry)


def parameter(key, entry):
    if "choices" in entry:
        return Choices(key, tuple(json.dumps(choice) for choice in entry["choices"]))
    low, high, step = entry["low"], entry["high"], entry.get("step")
    if not all(type(value) is int for value in (low, high, step or 1)):
        low, high, step = float(low), float(high), step and float(step)
    return Range(key, low, high, entry.get("log", False), step)


def root_of(path):
    """The mapping of a file."""
    try:
        root = read_node(path)
    except FileError as error:
        raise SpaceError(str(error)) from None
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise SpaceError(f"{path}: takes lines like "
                         "'train.optimizer.learning_rate: {low: 0.001, high: 0.02, log: true}'")
    return root


def read_space(path):
    """The parameters of a file, and the place of each for messages."""
    parameters, places, problems = [], {}, []
    for key_node, node in root_of(path).value:
        key, where = str(key_node.value), place(path, key_node)
        problem = "is there twice" if key in places else entry_problem(value_of(node))
        places.setdefault(key, where)
        if problem:
            problems.append(f"{where}: {key}: {problem}")
        else:
            parameters.append(parameter(key, value_of(node)))
    if problems:
        raise SpaceError("\n".join(problems))
    return parameters, places
