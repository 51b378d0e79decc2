#!/usr/bin/env python3
"""Writes tests/golden/models.json: small networks and optimizers as PyTorch computes them.

Networks are written out expert by expert with torch.nn.functional and autograd, in double; weights
come from a formula, so the file holds only inputs and results. Run it with .venv/bin/python; the
numbers change only with the cases below.
"""

import json
import math
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ROWS = 9
ACTIVATIONS = {
    "relu": F.relu, "leaky_relu": F.leaky_relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
    "silu": F.silu, "gelu": F.gelu, "none": lambda x: x,
}


def binary(name, **more):
    return {"name": name, "type": "binary", "label": name, **more}


def regression(name, **more):
    return {"name": name, "type": "regression", "label": name, **more}


MODEL_CASES = [
    {
        "numerics": 4, "fields": [],
        "tasks": [binary("a"), regression("b", weight=0.5)],
        "model": {"type": "mmoe", "experts": {"count": 3, "hidden": [5]}, "tower": {"hidden": [3]}},
    },
    {
        "numerics": 2, "fields": [[4, 3], [6, 2]],
        "tasks": [binary("a"), binary("b", weight=2), regression("c", tower={"hidden": [4, 2]})],
        "model": {
            "type": "mmoe",
            "experts": {"count": 3, "hidden": [5, 4], "activation": "tanh", "batch_norm": True},
            "gate": {"type": "softmax", "hidden": [4], "activation": "silu", "bias": True},
            "tower": {"hidden": [3], "activation": "gelu", "batch_norm": True},
        },
    },
    {
        "numerics": 3, "fields": [[5, 2]],
        "tasks": [regression("a"), binary("b")],
        "model": {
            "type": "omoe", "experts": {"count": 4, "hidden": [4, 3], "activation": "leaky_relu"},
            "gate": {"type": "softmax", "bias": True}, "tower": {"hidden": []},
        },
    },
    {
        "numerics": 3, "fields": [],
        "tasks": [binary("a"), binary("b")],
        "model": {
            "type": "mmoe", "experts": {"count": 4, "hidden": [4]}, "gate": {"type": "average"},
            "tower": {"hidden": [3], "activation": "sigmoid"},
        },
    },
    {
        "numerics": 3, "fields": [[5, 2]],
        "tasks": [binary("a"), regression("b")],
        "model": {
            "type": "shared_bottom", "bottom": {"hidden": [6, 4], "batch_norm": True},
            "tower": {"hidden": [3]},
        },
    },
    {
        "numerics": 2, "fields": [[5, 3]],
        "tasks": [binary("a"), regression("b")],
        "model": {
            "type": "single_task", "bottom": {"hidden": [5, 4], "activation": "none"},
            "tower": {"hidden": [3], "activation": "tanh"},
        },
    },
]


def inputs_of(case):
    """Numbers, ids and labels by formula; None is a missing label."""
    rows = range(ROWS)
    return {
        "x": [[math.sin(0.7 * r + 1.9 * c + 0.3) for c in range(case["numerics"])] for r in rows],
        "ids": [[(r * (f + 2) + f) % size for f, (size, _) in enumerate(case["fields"])]
                for r in rows],
        "labels": [[label(task, r, t) for t, task in enumerate(case["tasks"])] for r in rows],
    }


def label(task, row, position):
    if (row + position) % 4 == 3:
        return None
    if task["type"] == "binary":
        return float((row * (position + 3)) % 5 < 2)
    return math.cos(0.9 * row + position)


class Network:
    """Parameters appear when first asked for, numbered in that order."""

    def __init__(self, case):
        self.case = case
        self.parameters = {}
        self.buffers = {}

    def parameter(self, name, *shape):
        if name not in self.parameters:
            k = len(self.parameters)
            index = torch.arange(math.prod(shape), dtype=torch.float64)
            value = 0.7 * torch.sin(1.7 * index + k + 1)
            self.parameters[name] = value.reshape(shape).requires_grad_()
        return self.parameters[name]

    def norm(self, x, node, first, total, training):
        """Batch norm of columns that start at `first` of the `total` of a node."""
        width = x.shape[1]
        part = slice(first, first + width)
        scale = self.parameter(node + ".scale", total)[part]
        shift = self.parameter(node + ".shift", total)[part]
        mean = self.buffers.setdefault(node + ".running_mean", torch.zeros(total))
        variance = self.buffers.setdefault(node + ".running_variance", torch.ones(total))
        return F.batch_norm(x, mean[part], variance[part], scale, shift, training, 0.1, 1e-5)

    def end(self, x, config, node, first, total, training):
        if config.get("batch_norm"):
            x = self.norm(x, node, first, total, training)
        return ACTIVATIONS[config.get("activation", "relu")](x)

    def deeper(self, x, config, name, group, groups, training):
        """The layers after the first linear one, of one of several equal MLPs."""
        hidden = config["hidden"]
        for i, width in enumerate(hidden):
            if i > 0:
                weight = self.parameter(f"{name}_{i}.weight", groups, hidden[i - 1], width)
                bias = self.parameter(f"{name}_{i}.bias", groups * width)
                x = F.linear(x, weight[group].T, bias[group * width:(group + 1) * width])
            x = self.end(x, config, f"{name}_{i}_end", group * width, groups * width, training)
        return x

    def tower(self, x, task, training):
        config = task.get("tower", self.case["model"].get("tower", {"hidden": [8]}))
        name = "tower_" + task["name"]
        for i, width in enumerate(config["hidden"]):
            weight = self.parameter(f"{name}_{i}.weight", 1, x.shape[1], width)
            x = F.linear(x, weight[0].T, self.parameter(f"{name}_{i}.bias", width))
            x = self.end(x, config, f"{name}_{i}_end", 0, width, training)
        weight = self.parameter(name + "_logit.weight", 1, x.shape[1], 1)
        return F.linear(x, weight[0].T, self.parameter(name + "_logit.bias", 1))

    def embed(self, node, x, ids):
        parts = [F.embedding(ids[:, f], self.parameter(f"{node}.table_{f}_f{f}", rows, dim))
                 for f, (rows, dim) in enumerate(self.case["fields"])]
        return torch.cat(parts + [x], 1)

    def logits(self, x, ids, training):
        model = self.case["model"]
        return getattr(self, model["type"])(model, x, ids, training)

    def single_task(self, model, x, ids, training):
        logits = []
        for task in self.case["tasks"]:
            node, name = "input_" + task["name"], "bottom_" + task["name"]
            logits.append(self.tower(self.bottom(model, node, name, x, ids, training), task,
                                     training))
        return logits

    def shared_bottom(self, model, x, ids, training):
        shared = self.bottom(model, "input", "bottom", x, ids, training)
        return [self.tower(shared, task, training) for task in self.case["tasks"]]

    def bottom(self, model, node, name, x, ids, training):
        config = model["bottom"]
        x = self.embed(node, x, ids)
        width = config["hidden"][0]
        weight = self.parameter(node + ".weight", 1, x.shape[1], width)[0]
        first = F.linear(x, weight.T, self.parameter(node + ".bias", width))
        return self.deeper(first, config, name, 0, 1, training)

    def omoe(self, model, x, ids, training):
        mixed = self.mixtures(model, x, ids, 1, training)[0]
        return [self.tower(mixed, task, training) for task in self.case["tasks"]]

    def mmoe(self, model, x, ids, training):
        mixed = self.mixtures(model, x, ids, len(self.case["tasks"]), training)
        return [self.tower(one, task, training) for one, task in zip(mixed, self.case["tasks"])]

    def mixtures(self, model, x, ids, gates, training):
        x = self.embed("input", x, ids)
        config, gate = model["experts"], model.get("gate", {"type": "softmax"})
        count, width = config["count"], config["hidden"][0]
        by_softmax, with_bias = gate["type"] == "softmax", gate.get("bias", False)
        hidden = gate.get("hidden", [])
        gate_width = (hidden[0] if hidden else count) if by_softmax else 0
        experts_end = count * width
        total = experts_end + gates * gate_width
        weight = self.parameter("input.weight", 1, x.shape[1], total)[0]
        bias = self.parameter("input.bias", total if with_bias else experts_end)

        experts = []
        for e in range(count):
            columns = slice(e * width, (e + 1) * width)
            first = F.linear(x, weight[:, columns].T, bias[columns])
            experts.append(self.deeper(first, config, "experts", e, count, training))
        if not by_softmax:
            return [sum(experts) / count] * gates
        mixed = []
        for g in range(gates):
            columns = slice(experts_end + g * gate_width, experts_end + (g + 1) * gate_width)
            scores = F.linear(x, weight[:, columns].T, bias[columns] if with_bias else None)
            for i in range(len(hidden)):
                scores = ACTIVATIONS[gate.get("activation", "relu")](scores)
                out = hidden[i + 1] if i + 1 < len(hidden) else count
                name = f"gates_{i + 1}"
                deep = self.parameter(name + ".weight", gates, hidden[i], out)[g]
                shift = self.parameter(name + ".bias", gates * out) if with_bias else None
                scores = F.linear(scores, deep.T,
                                  shift[g * out:(g + 1) * out] if with_bias else None)
            weights = torch.softmax(scores, 1)
            mixed.append(sum(weights[:, e:e + 1] * experts[e] for e in range(count)))
        return mixed


def task_loss(task, logits, labels):
    known = ~torch.isnan(labels)
    if task["type"] == "binary":
        return F.binary_cross_entropy_with_logits(logits[known, 0], labels[known])
    return F.mse_loss(logits[known, 0], labels[known])


def model_golden(case):
    data = inputs_of(case)
    x = torch.tensor(data["x"]).reshape(ROWS, case["numerics"])
    ids = torch.tensor(data["ids"], dtype=torch.int64).reshape(ROWS, len(case["fields"]))
    labels = torch.tensor([[math.nan if v is None else v for v in row] for row in data["labels"]])
    network = Network(case)
    logits = network.logits(x, ids, training=True)
    losses = [task_loss(task, logits[t], labels[:, t]) for t, task in enumerate(case["tasks"])]
    sum(task.get("weight", 1) * loss for task, loss in zip(case["tasks"], losses)).backward()
    after = network.logits(x, ids, training=False)
    return {
        **case, **data,
        "parameters": [
            # A weighted sum tells one element from another.
            {"name": name, "shape": list(value.shape), "gradient": value.grad.sum().item(),
             "weighted": (value.grad.flatten()
                          * torch.cos(0.3 * torch.arange(value.numel()))).sum().item()}
            for name, value in network.parameters.items()
        ],
        "logits": [one[:, 0].tolist() for one in logits],
        "losses": [one.item() for one in losses],
        "buffers": {name: value.tolist() for name, value in network.buffers.items()},
        "logits_after": [one[:, 0].tolist() for one in after],
    }


OPTIMIZER_CASES = [
    {"type": "adam", "learning_rate": 0.1},
    {"type": "adam", "learning_rate": 0.05, "l2": 0.1, "embedding_l2": 0.02, "beta1": 0.8,
     "beta2": 0.95, "epsilon": 0.001},
    {"type": "adamw", "learning_rate": 0.1, "weight_decay": 0.3},
    {"type": "sgd", "learning_rate": 0.05},
    {"type": "sgd", "learning_rate": 0.05, "l2": 0.1, "embedding_l2": 0.02, "momentum": 0.9},
    {"type": "adagrad", "learning_rate": 0.2},
    {"type": "adagrad", "learning_rate": 0.1, "l2": 0.1, "embedding_l2": 0.02,
     "initial_accumulator": 0.5, "epsilon": 0.01},
]


def make_optimizer(config, weight, plain, table):
    rate, kind = config["learning_rate"], config["type"]
    if kind == "adamw":
        decay = {"weight": config["weight_decay"], "table": config["weight_decay"]}
    else:
        decay = {"weight": config.get("l2", 0), "table": config.get("embedding_l2", 0)}
    groups = [{"params": [weight], "weight_decay": decay["weight"]},
              {"params": [plain], "weight_decay": 0},
              {"params": [table], "weight_decay": decay["table"]}]
    betas = (config.get("beta1", 0.9), config.get("beta2", 0.999))
    if kind == "adam":
        return torch.optim.Adam(groups, rate, betas, config.get("epsilon", 1e-8))
    if kind == "adamw":
        return torch.optim.AdamW(groups, rate, betas, config.get("epsilon", 1e-8))
    if kind == "sgd":
        return torch.optim.SGD(groups, rate, momentum=config.get("momentum", 0))
    return torch.optim.Adagrad(groups, rate, eps=config.get("epsilon", 1e-10),
                               initial_accumulator_value=config.get("initial_accumulator", 0))


def optimizer_golden(config):
    """Twenty steps of 17 numbers; each gradient depends on the step and the number itself."""
    start = 0.5 * torch.sin(0.1 * torch.arange(17.0) + 1)
    parameters = [part.clone().requires_grad_() for part in (start[:6], start[6:9], start[9:])]
    optimizer = make_optimizer(config, *parameters)
    for step in range(20):
        offset = 0
        for one in parameters:
            index = torch.arange(offset, offset + one.numel(), dtype=torch.float64)
            one.grad = torch.cos(0.2 * step + 0.3 * index) + 0.1 * one.detach()
            offset += one.numel()
        optimizer.step()
    return {"config": config, "result": torch.cat([one.detach() for one in parameters]).tolist()}


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    path = root / "tests" / "golden" / "models.json"
    lists = {"models": [model_golden(case) for case in MODEL_CASES],
             "optimizers": [optimizer_golden(config) for config in OPTIMIZER_CASES]}
    parts = [f'"{name}": [\n' + ",\n".join(json.dumps(one) for one in cases) + "\n]"
             for name, cases in lists.items()]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
