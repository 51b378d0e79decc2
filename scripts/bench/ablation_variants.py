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

# What a network is made of and how it is trained, for any data.
COMMON = {
    "constant rate of 0.001": [CONSTANT, f"{RATE}=0.001"],
    "constant rate of 0.006": [CONSTANT],
    "peak rate of 0.003": [f"{RATE}=0.003"],
    "peak rate of 0.012": [f"{RATE}=0.012"],
    "no batch norm": ["model.experts.batch_norm=false", "model.tower.batch_norm=false"],
    "no l2": ["train.optimizer.l2=0", "train.optimizer.embedding_l2=0"],
    "embedding_l2 1e-5": ["train.optimizer.embedding_l2=0.00001"],
    "embedding_l2 1e-4": ["train.optimizer.embedding_l2=0.0001"],
    "embedding_l2 1e-3": ["train.optimizer.embedding_l2=0.001"],
    "embedding_l2 1e-2": ["train.optimizer.embedding_l2=0.01"],
    "l2 1e-3": ["train.optimizer.l2=0.001"],
    "batch of 256": ["train.batch_size=256"],
    "batch of 512": ["train.batch_size=512"],
    "batch of 1024": ["train.batch_size=1024"],
    "batch of 4096": ["train.batch_size=4096"],
    "1 epoch": ["train.epochs=1"],
    "2 epochs": ["train.epochs=2"],
    "3 epochs": ["train.epochs=3"],
    "6 epochs": ["train.epochs=6"],
    "6 epochs, feature dropout 0.1": ["train.epochs=6", "model.feature_dropout=0.1"],
    "feature dropout 0.1": ["model.feature_dropout=0.1"],
    "feature dropout 0.3": ["model.feature_dropout=0.3"],
    "dropout 0.1 in experts": ["model.experts.dropout=0.1"],
    "expert dropout 0.1": ["model.gate.expert_dropout=0.1"],
    "running mean 0.99": ["train.ema=0.99"],
    "2 experts": ["model.experts.count=2"],
    "16 experts": ["model.experts.count=16"],
    "experts [128, 64]": ["model.experts.hidden=[128, 64]"],
    "experts [32]": ["model.experts.hidden=[32]"],
    "uncertainty weights": ["train.combine={type: uncertainty}"],
    "GradNorm": ["train.combine={type: gradnorm}"],
    "DWA": ["train.combine={type: dwa}"],
    "PCGrad": ["train.combine={type: pcgrad}"],
    "OMoE": ["model.type=omoe"],
    "4 members": ["train.members=4"],
}

NORM = "batch_norm: true"
MODELS = {
    "Shared-Bottom [256, 128]": [
        f"model={{type: shared_bottom, bottom: {{hidden: [256, 128], {NORM}}}, "
        f"tower: {{hidden: [32], {NORM}}}}}"],
    "a network for each task [128, 64]": [
        f"model={{type: single_task, bottom: {{hidden: [128, 64], {NORM}}}, "
        f"tower: {{hidden: [16], {NORM}}}}}"],
}

CENSUS = {
    "numbers not as categories": ["features.0.values=null"],
    "numbers only as categories": ["features.0.number=false"],
    "32 quantile bins, not exact values": ["features.0.values=null",
                                           "features.0.bins={quantiles: 32, dim: 8}"],
    "piecewise-linear, not exact values": ["features.0.values=null",
                                           "features.0.piecewise_linear={bins: 16, dim: 8}"],
    "log1p": ["features.0.scale=log1p"],
    "values seen once as categories": ["features.0.values.min_count=1"],
    "embeddings of 4": ["features.0.values.dim=4", "features.1.dim=4"],
    "embeddings of 16": ["features.0.values.dim=16", "features.1.dim=16"],
    "embeddings start at N(0, 1)": ["features.0.values.init_deviation=1",
                                    "features.1.init_deviation=1"],
}

# By position among the features of kuairand_common.yaml.
USER, HISTORY, VIDEO, COMBO = 0, 4, 5, 11
KUAIRAND = {
    "no user_id": [f"features.{USER}={{name: tab, type: categorical}}"],
    "history: mean": [f"features.{HISTORY}.pooling={{type: mean}}"],
    "ids seen once, too": [f"features.{at}.min_count=1" for at in (USER, HISTORY, VIDEO)],
    "ids seen 10 times": [f"features.{at}.min_count=10" for at in (USER, HISTORY, VIDEO)],
    "ids of 8": [f"features.{at}.dim=8" for at in (USER, HISTORY, VIDEO)],
    "like counts 3": ["tasks.like.weight=3"],
    "like counts 0.3": ["tasks.like.weight=0.3"],
    "watch does not count": ["tasks.watch.weight=0"],
    "watch counts 1": ["tasks.watch.weight=1"],
}

STUDIES = {
    "census": Study("census_mmoe.yaml", ["auc_income", "auc_never_married"],
                    ["train.early_stop.patience=1000"],
                    CENSUS | COMMON | MODELS),
    # 25 to 27 April train, 28 April is scored.
    "kuairand": Study("kuairand_mmoe.yaml", ["auc_click", "auc_long_view", "auc_like"],
                      ['data.test={from: train, where: "date >= 20220429"}',
                       'data.valid={from: train, where: "date = 20220428"}',
                       "train.early_stop.patience=1000"],
                      KUAIRAND | COMMON | MODELS),
}
