"""Logistic regression, a model a task: categories one-hot, numbers standardised, to convergence."""
import numpy
import scipy.sparse
import tables
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder


def predict(data_set, paths):
    """Labels and scores of the test rows, [rows, tasks] both."""
    data = tables.encode(data_set, tables.read(data_set, paths))
    encoder = OneHotEncoder(handle_unknown="ignore").fit(data.train.inputs[0])
    train, test = (scipy.sparse.hstack([encoder.transform(rows.inputs[0]), rows.inputs[1]], "csr")
                   for rows in (data.train, data.test))
    models = [LogisticRegression(max_iter=1000).fit(train, labels)
              for labels in data.train.labels.T]
    return data.test.labels, numpy.stack([model.decision_function(test) for model in models], 1)
