"""A data set's files as frames and arrays, as fast as pandas can read them."""
import numpy
import pandas
from data import Data, Rows


def read(data_set, paths):
    """A frame of each file: categories and labels made by the CSV parser, no unused columns."""
    types = dict.fromkeys(data_set.categories + [task.column for task in data_set.tasks],
                          "category")
    types |= dict.fromkeys(data_set.numerics, numpy.float32)
    header = {"header": None, "names": data_set.columns} if data_set.columns else {}
    return [pandas.read_csv(path, usecols=list(types), dtype=types, skipinitialspace=True,
                            keep_default_na=False, **header) for path in paths]


def labels(data_set, frame):
    """[rows, tasks] of 0 and 1."""
    return numpy.stack([frame[task.column].astype(str).isin(task.positive)
                        for task in data_set.tasks], 1).astype(numpy.float32)


def encode(data_set, frames):
    """Data of the frames of train and test; id 0 is a category that train lacks."""
    categories, numerics = data_set.categories, data_set.numerics
    known = {name: frames[0][name].cat.categories for name in categories}
    numbers = frames[0][numerics].to_numpy()
    mean, deviation = numbers.mean(0, dtype=numpy.float64), numbers.std(0, dtype=numpy.float64)

    def rows(frame):
        codes = (frame[name].cat.set_categories(known[name]).cat.codes for name in categories)
        ids = numpy.stack([code.to_numpy().astype(numpy.int64) + 1 for code in codes], 1)
        scaled = (frame[numerics].to_numpy() - mean) / deviation
        return Rows([ids, scaled.astype(numpy.float32)], labels(data_set, frame))

    vocabulary = [len(values) + 1 for values in known.values()]
    return Data(rows(frames[0]), vocabulary, len(numerics), rows(frames[1]))
