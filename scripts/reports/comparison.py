"""Cells of an experiment compared: what each scored, and how far it is from a baseline."""
import json
from collections import Counter
from dataclasses import dataclass, field

from reports.metrics import best, is_better_high, nearest
from reports.statistics import Difference, Summary, paired_difference, present, summary
from trainer.prompt import ScriptError


class UnknownName(ScriptError):
    """A metric, cell or level that is not there."""


@dataclass
class Row:
    """One metric of one cell."""

    cell: str
    metric: str
    summary: Summary
    chosen: float | None  # of the run that is the best of its cell on validation
    baseline: str | None  # a cell; None for the baseline itself
    difference: Difference | None

    def verdict(self):
        """Of the difference to the baseline."""
        if self.difference is None:
            return ""
        clear = self.difference.excludes_zero()
        if clear is None:
            return "few seeds"
        if not clear:
            return "no clear difference"
        return "better" if (self.difference.mean > 0) == is_better_high(self.metric) else "worse"


def pick(words, known, what):
    """Words that must be among the known ones."""
    for word in words:
        if word not in known:
            raise UnknownName(f"no {what} '{word}'{nearest(word, known)} (known here: "
                             f"{', '.join(known)})")
    return list(words)


@dataclass
class Comparison:
    experiment: object
    part: str  # that scores are of: test or valid
    factor: str  # whose levels are compared
    baseline: str | None  # a level of the factor, or a cell
    levels: dict = field(init=False)  # {cell: {factor: level}}

    def __post_init__(self):
        names = self.experiment.factors
        rows = self.experiment.table.drop_duplicates("cell")[["cell", *names]]
        self.levels = {cell: dict(zip(names, values))
                       for cell, *values in rows.itertuples(index=False)}

    def others(self):
        """Factors beside the one compared, of those that differ between cells."""
        return [name for name in varying(self.experiment) if name != self.factor]

    def label(self, cell):
        return self.levels[cell][self.factor]

    def group(self, cell):
        """The same for cells that differ in the factor only."""
        return ", ".join(f"{name} {self.levels[cell][name]}" for name in self.others())

    def grouped(self, by_cell):
        """{group: {label: value}} of {cell: value}: the form that pictures take."""
        found = {}
        for cell in self.levels:
            if cell in by_cell:
                found.setdefault(self.group(cell), {})[self.label(cell)] = by_cell[cell]
        return found

    def baseline_of(self, cell):
        """The cell it is compared with: of its own group, unless the baseline is a cell."""
        if self.baseline in self.levels:
            return self.baseline
        return next((other for other in self.levels if self.label(other) == self.baseline
                     and self.group(other) == self.group(cell)), None)

    def counts(self, cell):
        """{status: runs}"""
        table = self.experiment.table
        return Counter(table[table["cell"] == cell]["status"])

    def rows(self, metric):
        scores = self.experiment.values(f"{self.part}.{metric}")
        valid = (self.experiment.values(f"valid.{metric}")
                 if metric in metrics_of(self.experiment, "valid") else {})
        return [self.row(metric, cell, scores, valid) for cell in self.levels]

    def row(self, metric, cell, scores, valid):
        other = self.baseline_of(cell)
        compared = other is not None and other != cell
        found = summary(scores[cell].values(), max if is_better_high(metric) else min)
        return Row(cell, metric, found, chosen(metric, scores[cell], valid.get(cell, {})),
                   other if compared else None,
                   paired_difference(scores[cell], scores[other]) if compared else None)


def chosen(metric, scores, valid):
    """The score of the run that validation would choose."""
    known = {seed: value for seed, value in valid.items()
             if present([value]) and present([scores.get(seed)])}
    if not known:
        return None
    target = best(metric, known.values())
    return scores[next(seed for seed, value in known.items() if value == target)]


def varying(experiment):
    """Factors that have more than one level."""
    table = experiment.table
    return [name for name in experiment.factors if table[name].nunique() > 1]


def metrics_of(experiment, part):
    """In the table's order; those without a single value are left out."""
    table = experiment.table
    return [name.removeprefix(f"{part}.") for name in table.columns
            if name.startswith(f"{part}.") and table[name].notna().any()]


def choose_part(experiment, part):
    """test where there are test scores, unless another is asked for."""
    if part is None:
        part = "test" if metrics_of(experiment, "test") else "valid"
    if not metrics_of(experiment, part):
        raise UnknownName(f"no finished run has a {part} score")
    return part


def default_metrics(experiment, part):
    """What the plan compares, or `loss` and the first metric of each task."""
    known = metrics_of(experiment, part)
    named = (experiment.plan.get("compare") or {}).get("metrics")
    if named:
        return pick(named, known, "metric")
    firsts = [f"{task['metrics'][0]}_{task['name']}" for task in experiment.tasks()
              if task.get("metrics")]
    return [name for name in ("loss", *firsts) if name in known] or known


def text_of(level):
    """As tables have levels: texts as they are, other values as JSON."""
    return level if isinstance(level, str) else json.dumps(level)


def same_level(level, other):
    """Tables write 1 as 1.0 beside 0.5."""
    try:
        return level == other or float(level) == float(other)
    except ValueError:
        return False


def find_level(experiment, word, default):
    """(factor, level) of a word: of the default factor, if it has such a level; or None."""
    for factor in [default, *experiment.factors]:
        for level in experiment.table[factor].unique():
            if same_level(level, word):
                return factor, level
    return None


def compare(experiment, part, baseline=None):
    """baseline: a level of any factor, or a cell; by default the plan's, or the first level."""
    plan = experiment.plan.get("compare") or {}
    factor = plan.get("factor") or next(iter(varying(experiment)), "config")
    pick([factor], experiment.factors, "factor")
    named = plan.get("baseline") if baseline is None else baseline
    if named is None:
        return Comparison(experiment, part, factor, experiment.table[factor].iloc[0])
    found = find_level(experiment, text_of(named), factor)
    if found:
        return Comparison(experiment, part, *found)
    levels = [level for name in experiment.factors for level in experiment.table[name].unique()]
    pick([named], list(dict.fromkeys([*levels, *experiment.cells])), "level or cell")
    return Comparison(experiment, part, factor, named)
