"""Tables 1 and 2 of the paper: Ma et al., Modeling Task Relationships in Multi-task Learning with
Multi-gate Mixture-of-Experts, KDD 2018, section 5."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """AUC on test. The best run is the one with the highest test AUC of the main task."""

    best: float
    mean: float
    auxiliary_at_best: float
    auxiliary_mean: float


@dataclass(frozen=True)
class Group:
    """Two labels of the census data that are learnt together."""

    number: int
    main: str
    auxiliary: str
    title: str
    stem: str  # of the configs: STEM_METHOD.yaml
    printed: dict  # {method or the name of one that is not built: Row}


METHODS = {"single_task": "Single-Task", "shared_bottom": "Shared-Bottom", "omoe": "OMoE",
           "mmoe": "MMoE"}
NOT_BUILT = ("L2-Constrained", "Cross-Stitch", "Tensor-Factorization")
ORDER = ("single_task", "shared_bottom", *NOT_BUILT, "omoe", "mmoe")  # as printed

GROUPS = (
    Group(1, "income", "never_married", "income and never married", "census", {
        "single_task": Row(0.9398, 0.9337, 0.9933, 0.9922),
        "shared_bottom": Row(0.9361, 0.9295, 0.9915, 0.9921),
        "L2-Constrained": Row(0.9389, 0.9359, 0.9922, 0.9918),
        "Cross-Stitch": Row(0.9406, 0.9361, 0.9917, 0.9922),
        "Tensor-Factorization": Row(0.7460, 0.6765, 0.8175, 0.8412),
        "omoe": Row(0.9387, 0.9319, 0.9928, 0.9923),
        "mmoe": Row(0.9410, 0.9359, 0.9926, 0.9927)}),
    Group(2, "education", "never_married", "education and never married", "census_education", {
        "single_task": Row(0.8843, 0.8792, 0.9933, 0.9922),
        "shared_bottom": Row(0.8836, 0.8813, 0.9927, 0.9917),
        "L2-Constrained": Row(0.8855, 0.8823, 0.9923, 0.9918),
        "Cross-Stitch": Row(0.8855, 0.8819, 0.9919, 0.9921),
        "Tensor-Factorization": Row(0.7367, 0.7256, 0.7453, 0.7497),
        "omoe": Row(0.8852, 0.8813, 0.9915, 0.9912),
        "mmoe": Row(0.8860, 0.8826, 0.9932, 0.9924)}),
)
