"""Rows in memory, as every peer takes them."""
from dataclasses import dataclass

import numpy


@dataclass
class Rows:
    inputs: list  # ids [rows, fields] where there are tables, then numbers where there are some
    labels: numpy.ndarray  # [rows, tasks]


@dataclass
class Data:
    train: Rows
    vocabulary: list = ()  # number of ids of each field
    numerics: int = 0
    test: Rows = None

    @property
    def category_names(self):
        return [f"category{number}" for number in range(len(self.vocabulary))]

    @property
    def numeric_names(self):
        return [f"number{number}" for number in range(self.numerics)]


def columns(data, rows):
    """{name: column} of the rows, as libraries of models take them."""
    ids, numbers = rows.inputs
    return {name: column for names, part in ((data.category_names, ids),
                                             (data.numeric_names, numbers))
            for name, column in zip(names, part.T.copy())}


def synthetic(workload, tasks):
    """Random rows. Labels know nothing of the inputs: a rate does not mind."""
    random, rows = numpy.random.default_rng(7), workload.rows
    inputs, vocabulary = [], list(workload.vocabulary)
    if vocabulary:
        inputs.append(numpy.stack([random.integers(size, size=rows) for size in vocabulary], 1))
    if workload.numerics:
        inputs.append(random.standard_normal((rows, workload.numerics), numpy.float32))
    labels = (random.random((rows, tasks)) < 0.2 if workload.binary
              else random.standard_normal((rows, tasks)))
    return Data(Rows(inputs, labels.astype(numpy.float32)), vocabulary, workload.numerics)


def auc(labels, scores):
    """The AUC of each task."""
    from sklearn.metrics import roc_auc_score
    return [float(roc_auc_score(labels[:, i], scores[:, i])) for i in range(labels.shape[1])]
