"""Task towers become `tasks`."""
import re

from easyrec import layers, losses
from easyrec.groups import identifier
from easyrec.tokens import ConfigError

METRICS = {
    "binary": {"auc": "auc", "gauc": "gauc", "session_auc": "gauc", "max_f1": "f1",
               "precision": "precision", "recall": "recall", "accuracy": "accuracy"},
    "multiclass": {"auc": "auc", "accuracy": "accuracy"},
    "regression": {"mean_absolute_error": "mae", "mean_squared_error": "mse",
                   "root_mean_squared_error": "rmse"}}
GROUPED = {"gauc": "uid_field", "session_auc": "session_id_field"}
DIFFERENT = {"max_f1": "max_f1: f1 at the threshold 0.5", "auc": None,
             "gauc": "gauc: groups count by their rows (reduction mean_by_sample_num)",
             "session_auc": "session_auc: gauc, where groups count by their rows"}


class Tower:
    """A TaskTower or BayesTaskTower message, with what is found out while reading it."""

    def __init__(self, message, position, labels, report):
        self.message, self.report = message, report
        self.own_name = message.text("tower_name", f"task_{position}")
        self.name = identifier(self.own_name)
        self.label = self.label_of(position, labels)
        self.group, self.order_penalty, self.learns_weight = None, 0, False
        self.is_ranked = any(loss.word("loss_type", "") == "JRC_LOSS"
                             for loss in message.messages("losses"))
        self.kind, self.losses = losses.convert(self, report)
        self.layers = layers.layers_of_dnn(message.message("dnn"))

    def has(self, name):
        return self.message.has(name)

    def number(self, name, default):
        return self.message.number(name, default)

    def word(self, name, default):
        return self.message.word(name, default)

    def messages(self, name):
        return self.message.messages(name)

    def place(self, name):
        return self.message.field(name) or self.message

    def label_of(self, position, labels):
        name = self.message.text("label_name")
        if name is None and position < len(labels):
            name = labels[position]
        if name not in labels:
            raise ConfigError(self.message, f"the label {name!r} of the tower {self.own_name!r} is "
                              "not among label_fields")
        return name

    def ranks_within(self, options, report):
        """Ranking losses and metrics of a task share its one group column."""
        field = options.field("session_name")
        if field is not None:
            self.use_group(field, options.text("session_name"))

    def use_group(self, place, column):
        if self.group not in (None, column):
            self.report.error(place, f"groups of {self.group!r} and of {column!r} in one task; "
                              "here a task has one")
        self.group = column


def metrics_of(tower, report):
    words = []
    for message in tower.messages("metrics_set"):
        for field in message.fields:
            options = message.message(field.name)
            word = METRICS[tower.kind].get(field.name)
            if word is None:
                report.skip(message, [field.name], f"no such metric of {tower.kind} tasks")
                continue
            report.skip(options, ["num_thresholds", "reduction", "topk"], "metrics are exact")
            if field.name in GROUPED:
                tower.use_group(field, options.text(GROUPED[field.name]))
            if DIFFERENT.get(field.name):
                report.differs(field, DIFFERENT[field.name])
            words += [word] if word not in words else []
    return words


def condition(column):
    return column if re.fullmatch(r"[A-Za-z_]\w*", column) else f"`{column}`"


def task_space(tower, report):
    """Rows that count, and the factor of their loss."""
    message = tower.message
    inside = message.number("in_task_space_weight", 1.0)
    outside = message.number("out_task_space_weight", 1.0)
    label = message.text("task_space_indicator_label")
    if label is None or inside == outside:
        return {}, inside if label is not None else 1
    if outside != 0:
        report.error(tower.place("out_task_space_weight"), "out_task_space_weight other than 0 has "
                     "no counterpart")
    report.differs(message.field("task_space_indicator_label"), "task_space_indicator_label: "
                   "metrics count the same rows as the loss")
    return {"where": f"{condition(label)} > 0"}, inside


def loss_options(tower):
    default = {"binary": "bce", "regression": "mse", "multiclass": "cross_entropy"}[tower.kind]
    if tower.losses == [{"type": default}]:
        return {}
    plain = [loss["type"] if len(loss) == 1 else loss for loss in tower.losses]
    return {"loss": plain[0] if len(plain) == 1 else plain}


def entry(tower, sample_weight, report):
    task = {"name": tower.name, "type": tower.kind, "label": tower.label}
    if tower.kind == "multiclass":
        task["num_classes"] = tower.number("num_class", 1)
    tower.message.fields_of("num_class")
    where, factor = task_space(tower, report)
    weight = tower.message.number("weight", 1.0) * factor
    task.update(where)
    if weight != 1:
        task["weight"] = weight
    if sample_weight and tower.message.flag("use_sample_weight", True):
        task["sample_weight"] = sample_weight
    words = metrics_of(tower, report)
    task.update({"group": tower.group} if tower.group else {}, **loss_options(tower))
    if words:
        task["metrics"] = words
    return task


def convert(messages, labels, sample_weight, report):
    """The towers, each with its `task`, in order."""
    towers = []
    for position, message in enumerate(messages):
        tower = Tower(message, position, labels, report)
        tower.task = entry(tower, sample_weight, report)
        towers.append(tower)
    return towers


def add_towers(towers, model):
    """Layers of all towers: `model.tower` where they are alike, else each task's own."""
    shapes = [layers.one_stack(tower.layers, tower.message) for tower in towers]
    if all(shape == shapes[0] for shape in shapes):
        model["tower"] = shapes[0]
        return
    for tower, shape in zip(towers, shapes):
        tower.task["tower"] = shape


def share_weight(tasks, data):
    """A weight that all tasks have belongs to the data."""
    columns = {task.get("sample_weight") for task in tasks}
    if len(columns) == 1 and None not in columns:
        data["sample_weight"] = columns.pop()
        for task in tasks:
            del task["sample_weight"]
