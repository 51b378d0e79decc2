"""LightGBM with native categories: a model a task, one reading and one binning for all tasks."""
import lightgbm
import numpy
import tables

# Rounds and learning rate; all else by default.
BOOSTING = {"lightgbm-100": (100, 0.1), "lightgbm-500": (500, 0.05)}


def predict(name, data_set, paths, seed):
    """Labels and scores of the test rows, [rows, tasks] both."""
    train, test = tables.read(data_set, paths)
    inputs = data_set.categories + data_set.numerics
    settings = dict(objective="binary", num_threads=1, verbose=-1, seed=seed)
    rounds, settings["learning_rate"] = BOOSTING[name]
    rows, scores = lightgbm.Dataset(train[inputs]), []
    for labels in tables.labels(data_set, train).T.copy():
        model = lightgbm.train(settings, rows.set_label(labels), rounds)
        scores.append(model.predict(test[inputs], raw_score=True, num_threads=1))
    return tables.labels(data_set, test), numpy.stack(scores, 1)
