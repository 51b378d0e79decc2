"""One scorer for all: AUC and GAUC, exact, and how both vary when the test rows are drawn anew."""
import csv

import numpy


def draws(count, resamples, seed):
    """How often each of `count` units is drawn, [resamples, count]; the first row is all ones."""
    random = numpy.random.default_rng(seed)
    drawn = [numpy.bincount(random.integers(count, size=count), minlength=count)
             for _ in range(resamples)]
    return numpy.stack([numpy.ones(count, int), *drawn]).astype(numpy.uint16)


def auc(labels, scores, weights):
    """The AUC under each row of weights, [draws]: the share of pairs in order, ties by half."""
    order = numpy.argsort(scores, kind="stable")
    ordered = scores[order]
    ranked = numpy.flatnonzero(labels[order])
    below = numpy.searchsorted(ordered, ordered[ranked], "left")
    not_above = numpy.searchsorted(ordered, ordered[ranked], "right")
    negatives_first = numpy.zeros(len(order) + 1)
    areas = []
    for drawn in weights:
        ones = drawn[order] * labels[order]
        negatives_first[1:] = numpy.cumsum(drawn[order] - ones)
        positives = ones[ranked].astype(float)
        pairs = positives @ (negatives_first[below] + negatives_first[not_above]) / 2
        areas.append(pairs / (positives.sum() * negatives_first[-1]))
    return numpy.array(areas)


def group_areas(labels, scores, groups):
    """AUC [groups] within each group, NaN where it has one class, and rows [groups]."""
    order = numpy.lexsort((scores, groups))
    groups, scores, positive = groups[order], scores[order], labels[order].astype(bool)
    new = numpy.r_[True, (groups[1:] != groups[:-1]) | (scores[1:] != scores[:-1])]
    first, place = numpy.flatnonzero(new), numpy.cumsum(new) - 1
    last = numpy.r_[first[1:], len(scores)]
    rank = ((first + last + 1) / 2)[place]  # of all rows, from 1; equal scores share one
    rows = numpy.bincount(groups)
    ones = numpy.bincount(groups, positive)
    ranks = numpy.bincount(groups, rank * positive) - ones * (numpy.cumsum(rows) - rows)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        return (ranks - ones * (ones + 1) / 2) / (ones * (rows - ones)), rows


def gauc(labels, scores, groups, weights):
    """The mean of the groups' AUC, weighted by their rows, under each row of weights of groups."""
    areas, rows = group_areas(labels, scores, groups)
    both = numpy.isfinite(areas)
    size = weights[:, both] * rows[both].astype(float)
    return size @ areas[both] / size.sum(1)


def truth(data_set, path):
    """Labels [rows, tasks] of 0 and 1 of a file; groups [rows], numbered from 0, or None."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file, skipinitialspace=True)
        names = data_set.columns or next(rows)
        places = [names.index(task.column) for task in data_set.tasks]
        group = names.index(data_set.group) if data_set.group else None
        found = [([row[place] for place in places], group is not None and row[group])
                 for row in rows]
    labels = numpy.array([[value in task.positive for value, task in zip(row, data_set.tasks)]
                          for row, _ in found])
    if group is None:
        return labels, None
    return labels, numpy.unique([name for _, name in found], return_inverse=True)[1]


class Scorer:
    """Scores predictions for the test rows of one data set.

    labels [rows, tasks] of 0 and 1, group [rows] numbered from 0 or None. AUC is over rows drawn
    with replacement, GAUC over groups; the draws are the same for all, so differences are paired.
    """

    def __init__(self, labels, tasks, group, resamples, seed=1):
        self.labels, self.tasks, self.group = labels.astype(numpy.uint16), tasks, group
        self.rows = draws(len(labels), resamples, seed)
        self.groups = None if group is None else draws(group.max() + 1, resamples, seed)

    def __call__(self, scores):
        """{metric: [the value, then that of each resample]} of scores [rows, tasks]."""
        found = {}
        for column, task in enumerate(self.tasks):
            labels, own = self.labels[:, column], scores[:, column]
            found[f"auc_{task}"] = auc(labels, own, self.rows)
            if self.group is not None:
                found[f"gauc_{task}"] = gauc(labels, own, self.group, self.groups)
        return found
