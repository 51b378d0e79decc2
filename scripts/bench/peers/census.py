"""Census-Income as arrays, read in two ways: as public code does, and as fast as pandas can."""
import pathlib

import numpy
import pandas
import tables
from data import Data, Rows
from datasets import CENSUS_CATEGORIES, CENSUS_COLUMNS, CENSUS_NUMERICS, DATA_SETS

GROUP_1 = DATA_SETS["census-1"]


def files(folder):
    return [pathlib.Path(folder) / f"census-income/census-income.{part}.gz"
            for part in ("data", "test")]


def usual(folder):
    """scikit-learn's encoders, the one of categories fitted on train and test together."""
    from sklearn.preprocessing import LabelEncoder, StandardScaler
    frames = [pandas.read_csv(file, header=None, names=CENSUS_COLUMNS, skipinitialspace=True,
                              keep_default_na=False) for file in files(folder)]
    both, count = pandas.concat(frames, ignore_index=True), len(frames[0])
    encoders = {name: LabelEncoder() for name in CENSUS_CATEGORIES}
    ids = numpy.stack([encoders[name].fit_transform(both[name]) for name in CENSUS_CATEGORIES], 1)
    numbers = both[CENSUS_NUMERICS].astype("float64")
    scaled = StandardScaler().fit(numbers[:count]).transform(numbers).astype(numpy.float32)
    wanted = tables.labels(GROUP_1, both)
    train, test = (Rows([ids[part], scaled[part]], wanted[part])
                   for part in (slice(count), slice(count, None)))
    vocabulary = [len(encoder.classes_) for encoder in encoders.values()]
    return Data(train, vocabulary, len(CENSUS_NUMERICS), test)


def fast(folder):
    return tables.encode(GROUP_1, tables.read(GROUP_1, files(folder)))
