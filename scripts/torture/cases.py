"""Trainings to torture: small ones that between them use everything that has a state."""
import dataclasses
import itertools
import random


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    settings: tuple  # of texts KEY=VALUE
    options: tuple = ()

    def words(self):
        return [*itertools.chain.from_iterable(("--set", one) for one in self.settings),
                *self.options]


SMALL = ("data.generator.d=6", "data.rows=600", "data.valid_rows=64", "data.test_rows=64",
         "train.batch_size=64", "model.experts={count: 2, hidden: [4]}",
         "model.tower={hidden: [2]}")

# Three checkpoints on the way, four validations, at steps that do not meet.
PLAIN = Case("plain", (*SMALL, "train.epochs=null", "train.steps=11", "train.save_every=3",
                       "train.keep=3", "train.validate_every=4", "train.log_every=2"))
SEEDS = Case("seeds", PLAIN.settings, ("--seeds", "1-2", "--jobs", "1"))
# Long enough for a signal to meet it: about a second.
LONG = Case("long", (*SMALL, "train.epochs=null", "train.steps=6000", "train.save_every=40",
                     "train.validate_every=500", "train.log_every=10"))

LONG_SEEDS = Case("long seeds", LONG.settings, ("--seeds", "1-2", "--jobs", "1"))

# Each list is one thing that a run can have, in its kinds; a round takes one of each list.
IDS = ("data.generator={type: random_ids, fields: 3, rows_per_field: 9, vocabulary: [16000, 300], "
       "tasks: 2}",
       "features=[{name: x0, type: categorical, dim: 4, num_buckets: 16383}, "
       "{name: x1, type: categorical, dim: 3, num_buckets: 300}, "
       "{name: x2, type: categorical, dim: 3, num_buckets: 9}]",
       "tasks=[{name: a, type: binary, label: y0, metrics: [auc]}, "
       "{name: b, type: binary, label: y1, metrics: [auc]}]")
NUMBERS = ("data.generator.d=6",)
DATA = (
    (*NUMBERS, "train.steps=2000"),
    (*IDS, "train.steps=250"),
    (*NUMBERS, "data.stream=true", "train.steps=1500"),
    (*IDS, "train.steps=250", "train.table_optimizer=lazy_adam", "model.feature_dropout=0.2"),
    (*NUMBERS, "data.valid_rows=0", "train.steps=2200"),
    (*IDS, "train.steps=250", "train.table_optimizer=row_wise_adagrad", "data.stream=true",
     "data.generator.vocabulary=[]", "data.generator.rows_per_field=16383",
     "features=[{name: 'x*', type: categorical, dim: 3, num_buckets: 16383}]"),
)
OPTIMIZER = (("train.optimizer=adam",), ("train.optimizer={type: adamw, weight_decay: 0.1}",),
             ("train.optimizer={type: sgd, momentum: 0.9}",), ("train.optimizer=adagrad",),
             ("train.optimizer={type: adam, l2: 0.001, embedding_l2: 0.01}",),
             ("train.optimizer={type: sgd, learning_rate: 0.1}", "train.clip_norm=0.1"))
SCHEDULE = tuple((f"train.schedule={one}",) for one in (
    "constant", "{type: cosine, warmup: 0.2}", "one_cycle",
    "{type: exponential, every: 7, staircase: true}", "{type: polynomial, power: 2}",
    "{type: piecewise, boundaries: [20, 90], shares: [0.5, 0.1]}"))
COMBINE = tuple((f"train.combine={one}",) for one in (
    "fixed", "uncertainty", "gradnorm", "{type: dwa, every: 13}", "pcgrad"))
REST = ((), ("model.experts.dropout=0.2", "model.experts.batch_norm=true"), ("train.ema=0.95",),
        ("train.early_stop={patience: 2}",), ("train.members=3",), ("model.tower.dropout=0.3",),
        ("train.members=2", "train.ema=0.9"))
SAVE = (("train.save_every=1",), ("train.save_every=7",), ("train.save_every={minutes: 0.001}",),
        ("train.save_every={steps: 31}", "train.keep=4"), ("train.save_every=50", "train.keep=1"))
LOOK = (("train.log_every=3", "train.validate_every=11"),
        ("train.log_every=1", "train.validate_every=50"), ("train.log_every=17",),
        ("train.log_every=100", "train.validate_every=33"))
PROGRAM = ((), ("--threads", "2"), ("train.on_nonfinite=rollback",), ("--seeds", "1-3", "--jobs", "2"))
EVERYTHING = (DATA, OPTIMIZER, SCHEDULE, COMBINE, REST, SAVE, LOOK, PROGRAM)


def mixed(number, seed):
    """The case of a round: after as many rounds as a list is long, all of it was there."""
    settings = []
    for dimension, kinds in enumerate(EVERYTHING):
        kinds = list(kinds)
        random.Random(f"{seed} {dimension} {number // len(kinds)}").shuffle(kinds)
        settings += kinds[number % len(kinds)]
    first = next((i for i, word in enumerate(settings) if word.startswith("--")), len(settings))
    base = SMALL[1:]  # each kind of data has its generator
    return Case(f"mixed {number}", (*base, "train.epochs=null", *settings[:first]),
                tuple(settings[first:]))
