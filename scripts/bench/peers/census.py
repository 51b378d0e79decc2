"""Census-Income as arrays, read in two ways: as public code does, and as fast as pandas can."""
import pathlib

import numpy
import pandas
from data import Data, Rows

COLUMNS = """age class_worker det_ind_code det_occ_code education wage_per_hour hs_college
marital_stat major_ind_code major_occ_code race hisp_origin sex union_member unemp_reason
full_or_part_emp capital_gains capital_losses stock_dividends tax_filer_stat region_prev_res
state_prev_res det_hh_fam_stat det_hh_summ instance_weight mig_chg_msa mig_chg_reg mig_move_reg
mig_same mig_prev_sunbelt num_emp fam_under_18 country_father country_mother country_self
citizenship own_or_self vet_question vet_benefits weeks_worked year income_50k""".split()
NUMERICS = ["age", "wage_per_hour", "capital_gains", "capital_losses", "stock_dividends",
            "num_emp", "weeks_worked"]
NO_INPUTS = ["education", "marital_stat", "instance_weight", "income_50k"]
CATEGORIES = [name for name in COLUMNS if name not in NUMERICS + NO_INPUTS]


def read(folder, **options):
    """Frames of the train and of the test file."""
    return [pandas.read_csv(pathlib.Path(folder) / f"census-income/census-income.{part}.gz",
                            header=None, names=COLUMNS, skipinitialspace=True,
                            keep_default_na=False, **options) for part in ("data", "test")]


def labels(frame):
    income = frame["income_50k"].astype(str).str.strip() == "50000+."
    never_married = frame["marital_stat"].astype(str).str.strip() == "Never married"
    return numpy.stack([income, never_married], 1).astype(numpy.float32)


def usual(folder):
    """scikit-learn's encoders, the one of categories fitted on train and test together."""
    from sklearn.preprocessing import LabelEncoder, StandardScaler
    frames = read(folder)
    both, count = pandas.concat(frames, ignore_index=True), len(frames[0])
    encoders = {name: LabelEncoder() for name in CATEGORIES}
    ids = numpy.stack([encoders[name].fit_transform(both[name]) for name in CATEGORIES], 1)
    numbers = both[NUMERICS].astype("float64")
    scaled = StandardScaler().fit(numbers[:count]).transform(numbers).astype(numpy.float32)
    wanted = labels(both)
    train, test = (Rows([ids[part], scaled[part]], wanted[part])
                   for part in (slice(count), slice(count, None)))
    vocabulary = [len(encoder.classes_) for encoder in encoders.values()]
    return Data(train, vocabulary, len(NUMERICS), test)


def fast(folder):
    """Categories by the CSV parser, no unused columns; id 0 is a category that train lacks."""
    types = dict.fromkeys(CATEGORIES + ["marital_stat", "income_50k"], "category")
    types |= dict.fromkeys(NUMERICS, numpy.float32)
    frames = read(folder, usecols=list(types), dtype=types)
    known = {name: frames[0][name].cat.categories for name in CATEGORIES}
    numbers = frames[0][NUMERICS].to_numpy()
    mean, deviation = numbers.mean(0, dtype=numpy.float64), numbers.std(0, dtype=numpy.float64)

    def encode(frame):
        codes = (frame[name].cat.set_categories(known[name]).cat.codes for name in CATEGORIES)
        ids = numpy.stack([code.to_numpy().astype(numpy.int64) + 1 for code in codes], 1)
        scaled = (frame[NUMERICS].to_numpy() - mean) / deviation
        return Rows([ids, scaled.astype(numpy.float32)], labels(frame))

    vocabulary = [len(categories) + 1 for categories in known.values()]
    return Data(encode(frames[0]), vocabulary, len(NUMERICS), encode(frames[1]))
