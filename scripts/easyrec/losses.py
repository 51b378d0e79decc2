"""Losses of a task tower."""
from easyrec.message import Message
from easyrec.tokens import ConfigError

PARAMETERS = {"BINARY_FOCAL_LOSS": "binary_focal_loss", "PAIR_WISE_LOSS": "pairwise_loss",
              "PAIRWISE_LOGISTIC_LOSS": "pairwise_logistic_loss", "JRC_LOSS": "jrc_loss",
              "ZILN_LOSS": "ziln_loss"}
ORDER = "ORDER_CALIBRATE_LOSS"  # belongs to AITM's relation


def classification(tower, options, report):
    if tower.number("num_class", 1) > 1 and not tower.is_ranked:
        return "multiclass", {"type": "cross_entropy"}
    return "binary", {"type": "bce"}


def focal(tower, options, report):
    report.only(options, "ohem_ratio", 1.0)
    loss = {"type": "focal", "gamma": options.number("gamma", 2.0)}
    if options.has("alpha"):
        loss["alpha"] = options.number("alpha")
    else:  # both classes count fully
        loss.update(alpha=0.5, weight=2)
    if options.number("label_smoothing", 0):
        loss["label_smoothing"] = options.number("label_smoothing")
    return "binary", loss


def pairwise(tower, options, report):
    report.only(options, "margin", 0)
    report.only(options, "temperature", 1.0)
    report.only(options, "ohem_ratio", 1.0)
    if options.has("hinge_margin"):
        report.differs(options.field("hinge_margin"), "hinge_margin: all pairs count, however far "
                       "apart")
    tower.ranks_within(options, report)
    return "binary", {"type": "pairwise"}


def jrc(tower, options, report):
    report.only(options, "same_label_loss", True)
    report.only(options, "loss_weight_strategy", "fixed")
    tower.ranks_within(options, report)
    return "binary", {"type": "jrc", "alpha": options.number("alpha", 0.5)}


def squared(tower, options, report):
    return "regression", {"type": "mse"}


def ziln(tower, options, report):
    for name in ("classification_weight", "regression_weight"):
        report.only(options, name, 1.0)
    for name in ("mu_regularization", "sigma_regularization"):
        report.only(options, name, 0)
    return "regression", {"type": "ziln"}


LOSSES = {"CLASSIFICATION": classification, "BINARY_FOCAL_LOSS": focal, "PAIR_WISE_LOSS": pairwise,
          "PAIRWISE_LOGISTIC_LOSS": pairwise, "JRC_LOSS": jrc, "L2_LOSS": squared,
          "ZILN_LOSS": ziln}


def one_loss(tower, word, place, options, report):
    if word not in LOSSES:
        raise ConfigError(place, f"the loss {word} has no counterpart")
    return LOSSES[word](tower, options, report)


def listed(tower, report):
    """What `losses { }` says, without the order of AITM."""
    found = []
    for message in tower.messages("losses"):
        word = message.word("loss_type", "CLASSIFICATION")
        report.skip(message, ["loss_name"], "losses are named after their task")
        if word == ORDER:
            tower.order_penalty += message.number("weight", 1.0)
            continue
        options = message.message(PARAMETERS.get(word, ""))
        kind, loss = one_loss(tower, word, message, options, report)
        weight = message.number("weight", 1.0) * loss.pop("weight", 1)
        tower.learns_weight |= message.flag("learn_loss_weight", False)
        found.append((kind, {**loss, "weight": weight} if weight != 1 else loss))
    return found


def convert(tower, report):
    """The type of the task and its losses."""
    found = listed(tower, report) if tower.has("losses") else []
    if tower.has("losses") and tower.has("loss_type"):
        report.skip(tower.message, ["loss_type"], "`losses` replaces it")
    if not found:
        word = tower.word("loss_type", "CLASSIFICATION")
        found = [one_loss(tower, word, tower.place("loss_type"), Message(), report)]
    kinds = {kind for kind, _ in found}
    if len(kinds) > 1:
        raise ConfigError(tower.message, f"losses of {' and '.join(sorted(kinds))} tasks in one")
    if len({loss.get("weight", 1) for _, loss in found}) > 1:
        report.differs(tower.message, "several losses: each has its own weight (EasyRec multiplies "
                       "all by the first one's)")
    return kinds.pop(), [loss for _, loss in found]
