"""The number that a search makes better: the config's `train.early_stop.monitor`, on validation."""
import ast
import json
import math
import operator

HIGH = ("auc", "gauc", "pr_auc", "accuracy", "f1", "precision", "recall", "hit_rate",
        "top_precision", "top_recall", "ndcg", "mrr", "r2", "pearson")
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
              ast.Div: operator.truediv}
TICKS = 10  # a run is compared with others at every tenth of its length


def direction(early_stop):
    """'max' or 'min'."""
    if "mode" in early_stop:
        return early_stop["mode"]
    # As in the program: a name that begins with none of these is a loss or an error.
    name = early_stop["monitor"].strip()
    return "max" if any(name.startswith(word + "_") for word in HIGH) else "min"


def evaluate(node, values):
    if isinstance(node, ast.BinOp):
        return OPERATIONS[type(node.op)](evaluate(node.left, values), evaluate(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -evaluate(node.operand, values)
    return node.value if isinstance(node, ast.Constant) else values[node.id]


class Monitor:
    def __init__(self, early_stop):
        self.text = early_stop["monitor"]
        self.direction = direction(early_stop)
        self.tree = ast.parse(f"({self.text})", mode="eval").body

    def value(self, metrics):
        """None where a metric is undefined."""
        try:
            value = evaluate(self.tree, metrics)
        except (KeyError, TypeError, ZeroDivisionError):
            return None
        return value if math.isfinite(value) else None

    def depends_on(self, key):
        """Whether the key changes what the number means: then it cannot choose the key."""
        names = [node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        in_total = key.startswith(("tasks.", "train.combine"))
        in_task = key.startswith("tasks.") and ".loss" in key
        return ("loss" in names and in_total) or (
            any(name.startswith("loss_") for name in names) and in_task)

    def best(self, values):
        return max(values) if self.direction == "max" else min(values)


def share_done(event, train):
    """Of a run whose length is that of the config's `train`."""
    shares = [event["epoch"] / train["epochs"]] if "epochs" in train else []
    shares += [event["step"] / train["steps"]] if "steps" in train else []
    return min(1, max(shares or [event["epoch"]]))


def read_validations(path, monitor, train):
    """[(share of the run, value)] of a metrics.jsonl that may still grow. Test is not looked at."""
    try:
        lines = path.read_text().splitlines(keepends=True)
    except FileNotFoundError:
        return []
    events = [json.loads(line) for line in lines if line.endswith("\n")]
    found = [(share_done(event, train), monitor.value(event))
             for event in events if event["event"] == "valid"]
    return [(share, value) for share, value in found if value is not None]


def at_ticks(validations):
    """{tenth of the run: value}, linear between validations, from the first to the last one.

    A run of two epochs and one of six are compared at the same share of their schedule.
    """
    ticks = {}
    for (begin, first), (end, last) in zip(validations[:1] + validations, validations):
        for tick in range(math.ceil(TICKS * begin - 1e-9), math.floor(TICKS * end + 1e-9) + 1):
            weight = (tick / TICKS - begin) / (end - begin) if end > begin else 1
            ticks[tick] = first + weight * (last - first)
    return ticks
