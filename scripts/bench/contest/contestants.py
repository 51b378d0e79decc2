"""Who trains on which data set, and with what: change it here."""
from dataclasses import dataclass

from peers.datasets import DATA_SETS, PEERS


@dataclass(frozen=True)
class Ours:
    """A shipped config, and what is overridden beside the paths of the data."""
    config: str
    overrides: tuple = ()


MEMBERS = "train.members=4"


def bottom(kind):
    """The sizes of census_shared_bottom, with the dropout of census_education_mmoe."""
    return (f"model={{type: {kind}, bottom: {{hidden: [256, 128], batch_norm: true, dropout: 0.1}}, "
            "tower: {hidden: [32], batch_norm: true}}")


OURS = {
    "census-1": {
        "single-task": Ours("census_single_task"),
        "shared-bottom": Ours("census_shared_bottom"),
        "omoe": Ours("census_omoe"),
        "mmoe": Ours("census_mmoe"),
        "mmoe-members-4": Ours("census_mmoe", (MEMBERS,)),
    },
    "census-2": {
        "single-task": Ours("census_education_mmoe", (bottom("single_task"),)),
        "shared-bottom": Ours("census_education_mmoe", (bottom("shared_bottom"),)),
        "omoe": Ours("census_education_mmoe", ("model.type=omoe",)),
        "mmoe": Ours("census_education_mmoe"),
        "mmoe-members-4": Ours("census_education_mmoe", (MEMBERS,)),
    },
    "kuairand": {
        "single-task": Ours("kuairand_single_task"),
        "shared-bottom": Ours("kuairand_shared_bottom"),
        "omoe": Ours("kuairand_omoe"),
        "mmoe": Ours("kuairand_mmoe"),
        "mmoe-members-4": Ours("kuairand_mmoe", (MEMBERS,)),
    },
}

# What others are compared with: boosting in time and quality, and MMoE among our own networks.
YARDSTICK, QUICK_YARDSTICK, OUR_MAIN = "lightgbm-500", "lightgbm-100", "mmoe"
IN_EVERY_ROUND = (YARDSTICK, QUICK_YARDSTICK)  # of the peers

TITLES = {
    "single-task": "Single-task", "shared-bottom": "Shared-Bottom", "omoe": "OMoE",
    "mmoe": "MMoE", "mmoe-members-4": "MMoE, 4 members",
    "lightgbm-100": "LightGBM 100", "lightgbm-500": "LightGBM 500",
    "logistic": "logistic regression", "rechub": "torch-rechub", "deepctr": "DeepCTR-Torch"}


def contestants(data_set):
    return [*OURS[data_set], *PEERS]
