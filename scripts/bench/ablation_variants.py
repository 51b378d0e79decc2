"""The variants of ablation.py: names, and what they set."""
from dataclasses import dataclass, field


@dataclass
class Study:
    config: str
    metrics: list
    base: list  # what all its runs set
    variants: dict = field(default_factory=dict)


RATE = "train.optimizer.learning_rate"
CONSTANT = "train.schedule={type: constant}"
L2, TABLE_L2 = "train.optimizer.l2", "train.optimizer.embedding_l2"

# For any data.
COMMON = {
    "constant rate, 0.001": [CONSTANT, f"{RATE}=0.001"],
    "constant rate, the peak": [CONSTANT],
    "no batch norm": ["model.experts.batch_norm=false", "model.tower.batch_norm=false"],
    "no running mean": ["train.ema=null"],
    "no L2": [f"{L2}=0", f"{TABLE_L2}=0"],
    "feature dropout 0.1": ["model.feature_dropout=0.1"],
    "2 experts": ["model.experts.count=2"],
    "16 experts": ["model.experts.count=16"],
    "experts [128, 64]": ["model.experts.hidden=[128, 64]"],
    "OMoE": ["model.type=omoe"],
    "uncertainty weights": ["train.combine={type: uncertainty}"],
    "GradNorm": ["train.combine={type: gradnorm}"],
    "DWA": ["train.combine={type: dwa}"],
    "PCGrad": ["train.combine={type: pcgrad}"],
    "4 members": ["train.members=4"],
}


def bottoms(dropout, tower_dropout):
    """Models without experts, of the sizes of the shipped configs."""
    def model(kind, widths, tower):
        return [f"model={{type: {kind}, "
                f"bottom: {{hidden: {widths}, batch_norm: true, dropout: {dropout}}}, "
                f"tower: {{hidden: {tower}, batch_norm: true, dropout: {tower_dropout}}}}}"]
    return {"Shared-Bottom [256, 128]": model("shared_bottom", "[256, 128]", "[32]"),
            "a network for each task": model("single_task", "[128, 64]", "[16]")}


NUMBERS, CATEGORIES = "features.0", "features.1"
CENSUS = {
    "numbers not as categories": [f"{NUMBERS}.values=null"],
    "numbers only as categories": [f"{NUMBERS}.number=false"],
    "32 intervals, not exact values": [f"{NUMBERS}.values=null",
                                       f"{NUMBERS}.bins={{quantiles: 32, dim: 8}}"],
    "piecewise-linear, not exact values": [f"{NUMBERS}.values=null",
                                           f"{NUMBERS}.piecewise_linear={{bins: 16, dim: 8}}"],
    "log1p": [f"{NUMBERS}.scale=log1p"],
    "exact values seen once, too": [f"{NUMBERS}.values.min_count=1"],
    "embeddings of 4": [f"{NUMBERS}.values.dim=4", f"{CATEGORIES}.dim=4"],
    "embeddings of 16": [f"{NUMBERS}.values.dim=16", f"{CATEGORIES}.dim=16"],
    "embeddings start at N(0, 1)": [f"{NUMBERS}.values.init_deviation=1",
                                    f"{CATEGORIES}.init_deviation=1"],
    "peak rate 0.003": [f"{RATE}=0.003"],
    "peak rate 0.012": [f"{RATE}=0.012"],
    "2 epochs": ["train.epochs=2"],
    "6 epochs": ["train.epochs=6"],
    "6 epochs, feature dropout 0.1": ["train.epochs=6", "model.feature_dropout=0.1"],
    "batch of 256": ["train.batch_size=256"],
    "batch of 4096": ["train.batch_size=4096"],
    "dropout 0.1 in experts": ["model.experts.dropout=0.1"],
    "gates drop experts, 0.1": ["model.gate.expert_dropout=0.1"],
    "embedding_l2 1e-4": [f"{TABLE_L2}=0.0001"],
    "l2 1e-3": [f"{L2}=0.001"],
}

# By position among the features of kuairand_common.yaml.
USER, HISTORY, VIDEO = 0, 4, 5
IDS = (USER, HISTORY, VIDEO)
KUAIRAND = {
    "history as a mean": [f"features.{HISTORY}.pooling={{type: mean}}"],
    "ids seen once, too": [f"features.{at}.min_count=1" for at in IDS],
    "ids seen 10 times": [f"features.{at}.min_count=10" for at in IDS],
    "ids of 8": [f"features.{at}.dim=8" for at in IDS],
    "peak rate 0.006": [f"{RATE}=0.006"],
    "peak rate 0.024": [f"{RATE}=0.024"],
    "2 epochs": ["train.epochs=2"],
    "5 epochs": ["train.epochs=5"],
    "batch of 512": ["train.batch_size=512"],
    "batch of 1024": ["train.batch_size=1024"],
    "no dropout": ["model.experts.dropout=0", "model.tower.dropout=0"],
    "gates drop no experts": ["model.gate.expert_dropout=0"],
    "embedding_l2 1e-5": [f"{TABLE_L2}=0.00001"],
    "embedding_l2 1e-4": [f"{TABLE_L2}=0.0001"],
    "embedding_l2 3e-3": [f"{TABLE_L2}=0.003"],
    "l2 1e-4": [f"{L2}=0.0001"],
    "like counts 3": ["tasks.like.weight=3"],
    "like counts 0.3": ["tasks.like.weight=0.3"],
    "watch counts 0": ["tasks.watch.weight=0"],
    "watch counts 1": ["tasks.watch.weight=1"],
}

# The last step counts, not the best one: the length is a setting like others.
LAST = "train.validate_every=1000000"
STUDIES = {
    "census": Study("census_mmoe.yaml", ["auc_income", "auc_never_married"], [LAST],
                    CENSUS | COMMON | bottoms(0, 0)),
    # 25 to 27 April train, 28 April is scored.
    "kuairand": Study("kuairand_mmoe.yaml",
                      ["auc_click", "auc_long_view", "auc_like", "gauc_click"],
                      ['data.test={from: train, where: "date >= 20220429"}',
                       'data.valid={from: train, where: "date = 20220428"}', LAST],
                      KUAIRAND | COMMON | bottoms(0.3, 0.4)),
}
