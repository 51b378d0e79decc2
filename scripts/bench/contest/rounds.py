"""A contest: all runs on some data sets, in rounds, and what they say together."""
import sys

from contest.contestants import IN_EVERY_ROUND, OURS, contestants
from contest.cut import CUTS
from contest.runs import check, compete
from contest.score import Scorer, truth
from contest.summary import summarise
from peers.datasets import DATA_SETS
from process import Failed, Skipped


def cut(options, folder):
    """The files everyone reads, {source: folder}."""
    parts = {}
    for source in {DATA_SETS[name].source for name in options.data_sets}:
        print(f"cutting {source}", file=sys.stderr)
        parts[source] = folder / source
        CUTS[source](options.data_dir, parts[source])
    return parts


def taking_part(name, number, options):
    """Who runs in a round, from 1."""
    for contestant in contestants(name):
        wanted = not options.contestants or contestant in options.contestants
        always = contestant in OURS[name] or contestant in IN_EVERY_ROUND
        if wanted and (always or number <= options.peer_seeds):
            yield contestant


class Contest:
    """All runs on one data set."""

    def __init__(self, name, options, parts):
        self.name, self.data_set, self.options = name, DATA_SETS[name], options
        self.parts = parts[self.data_set.source]
        self.runs, self.scores, self.absent = {}, {}, {}
        labels, groups = truth(self.data_set, self.parts / "test.csv")
        self.rows = len(labels)
        self.positives = {task.name: int(count) for task, count in
                          zip(self.data_set.tasks, labels.sum(0))}
        self.scorer = Scorer(labels, list(self.positives), groups, options.resamples)

    def run(self, contestant, number, folder):
        if contestant in self.absent:
            return
        print(f"round {number} of {self.options.seeds}: {self.name}, {contestant}",
              file=sys.stderr)
        try:
            measured, scores = compete(contestant, self.name, self.data_set, number, self.options,
                                       self.parts, folder)
            found = self.scorer(scores)
            check(measured, found)
        except (Skipped, Failed) as reason:
            self.absent[contestant] = f"{type(reason).__name__.lower()}: {reason}"
            self.runs.pop(contestant, None), self.scores.pop(contestant, None)
            return
        self.runs.setdefault(contestant, {})[number] = measured
        metrics = self.scores.setdefault(contestant, {})
        for metric, values in found.items():
            metrics.setdefault(metric, []).append(values)

    def results(self):
        return {"rows": self.rows, "positives": self.positives, "runs": self.runs,
                "contestants": summarise(self.runs, self.scores), "absent": self.absent}


def hold(options, folder):
    """The results after each round, {data set: results}."""
    parts = cut(options, folder)
    contests = [Contest(name, options, parts) for name in options.data_sets]
    for number in range(1, options.seeds + 1):
        for contest in contests:
            for contestant in taking_part(contest.name, number, options):
                contest.run(contestant, number, folder)
        yield {contest.name: contest.results() for contest in contests}
