"""Units of work: seeds of one cell that one process trains."""
import math
from dataclasses import dataclass, replace

MOST = 16  # replicas that share the inputs of one stream: src/apps/seed_runs.cpp
LEAST = 2  # a process costs half a second before it trains


@dataclass(frozen=True)
class Unit:
    cell: str
    config: str  # the path of the cell's config
    overrides: dict
    seeds: tuple

    def singles(self):
        return [replace(self, seeds=(seed,)) for seed in self.seeds]


def even_parts(seeds, most):
    """Parts of nearly one size."""
    count = math.ceil(len(seeds) / most)
    ends = [len(seeds) * i // count for i in range(count + 1)]
    return [seeds[begin:end] for begin, end in zip(ends, ends[1:])]


def divide(missing, jobs, most=MOST):
    """missing: [Unit] with all seeds of a cell that are to be trained. Towards the end units get
    smaller, so that no job waits long for the last one."""
    left = sum(len(unit.seeds) for unit in missing)
    units = []
    for unit in missing:
        seeds = unit.seeds
        while seeds:
            size = min(most, max(LEAST, math.ceil(left / (2 * jobs))))
            size = min(size, math.ceil(left / jobs))  # few runs: each job has some
            part = even_parts(seeds, size)[0] if size < len(seeds) else seeds
            units.append(replace(unit, seeds=part))
            seeds, left = seeds[len(part):], left - len(part)
    return units
