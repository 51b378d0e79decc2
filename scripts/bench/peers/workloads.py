"""What is trained: data and network of each workload, the same for every trainer.

configs/bench_<workload>.yaml says it to mmoe-train; scripts/checks/bench.py compares the two.
"""
from dataclasses import dataclass

EXPERTS, TASKS = 8, 2
LEARNING_RATE = 1e-3


@dataclass(frozen=True)
class Workload:
    batch: int
    experts: tuple  # widths of an expert's layers
    tower: tuple
    binary: bool  # or regression
    peers: tuple
    rows: int = 0  # of synthetic data
    numerics: int = 0
    vocabulary: tuple = ()  # of each table; for census it comes from the data
    dim: int = 0  # of embeddings
    epochs: int = 0  # end to end


HAND_WRITTEN = ("eager", "strong", "compile")
PAPER = dict(experts=(16,), tower=(8,), binary=False, peers=HAND_WRITTEN, rows=100_000,
             numerics=100)
WIDE = dict(batch=4096, experts=(256, 128), tower=(64,), binary=True, rows=200_000, dim=16)

CENSUS = Workload(batch=1024, experts=(64, 32), tower=(16,), binary=True, dim=8, epochs=3,
                  peers=HAND_WRITTEN + ("rechub", "deepctr"))

WORKLOADS = {
    "paper32": Workload(batch=32, **PAPER),
    "paper256": Workload(batch=256, **PAPER),
    "census": CENSUS,
    "wide": Workload(**WIDE, peers=HAND_WRITTEN, vocabulary=(20_000,) * 50),
    "wide-skew": Workload(**WIDE, peers=HAND_WRITTEN + ("eager-sparse", "strong-sparse"),
                          vocabulary=(2_000_000,) + (20_000,) * 49),
}
