"""The same network tuned by hand, as far as plain PyTorch goes.

One table with offsets, one product for the first layer of all experts and one for all gates,
batched products for the rest, batches by index_select, fused Adam; torch.compile if asked for.
"""
import numpy
import torch
from loop import Loop, adam
from torch import nn
from torch.nn import functional
from workloads import EXPERTS, TASKS


def uniform(fan_in, *shape):
    bound = fan_in ** -0.5
    return nn.Parameter(torch.empty(*shape).uniform_(-bound, bound))


class Stack(nn.Module):
    """Layers of equal networks side by side: [networks, rows, width]."""

    def __init__(self, count, width, hidden):
        super().__init__()
        sizes = list(zip([width, *hidden], hidden))
        self.weights = nn.ParameterList(uniform(i, count, i, out) for i, out in sizes)
        self.biases = nn.ParameterList(uniform(i, count, 1, out) for i, out in sizes)

    def forward(self, x, last_is_linear):
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = torch.baddbmm(bias, x, weight)
            if i + 1 < len(self.weights) or not last_is_linear:
                x = functional.relu(x)
        return x


class Network(nn.Module):
    def __init__(self, workload, data, sparse):
        super().__init__()
        width = len(data.vocabulary) * workload.dim + data.numerics
        first, *deeper = workload.experts
        self.tables = (nn.Embedding(sum(data.vocabulary), workload.dim, sparse=sparse)
                       if data.vocabulary else None)
        self.weight = uniform(width, EXPERTS * first, width)
        self.bias = uniform(width, EXPERTS * first)
        self.gate = uniform(width, TASKS * EXPERTS, width)
        self.experts = Stack(EXPERTS, first, deeper)
        self.towers = Stack(TASKS, workload.experts[-1], [*workload.tower, 1])

    def embed(self, inputs):
        if self.tables is not None:
            ids, *inputs = inputs
            inputs = [self.tables(ids).flatten(1), *inputs]
        return torch.cat(inputs, 1) if len(inputs) > 1 else inputs[0]

    def forward(self, inputs):
        x = self.embed(inputs)
        first = functional.relu(functional.linear(x, self.weight, self.bias))
        experts = self.experts(first.view(len(x), EXPERTS, -1).transpose(0, 1), False)
        gates = functional.linear(x, self.gate).view(len(x), TASKS, EXPERTS).softmax(-1)
        mixtures = torch.bmm(gates, experts.transpose(0, 1)).transpose(0, 1)
        return self.towers(mixtures, True).squeeze(-1)  # [tasks, rows]


class Strong(Loop):
    def __init__(self, workload, data, sparse=False, compiled=False):
        super().__init__(workload, data)
        self.compiled = compiled
        self.offsets = numpy.cumsum([0, *data.vocabulary[:-1]]) if data.vocabulary else None
        self.train_inputs = self.tensors(data.train.inputs)
        self.train_labels = torch.from_numpy(data.train.labels)
        self.model = Network(workload, data, sparse)
        self.optimizers = adam(self.model, sparse, fused=True)
        if compiled:
            self.loss = torch.compile(self.loss, dynamic=False)

    def tensors(self, inputs):
        if self.offsets is not None:
            inputs[0] += self.offsets  # in place: a copy of the wide ids would be 80 MB
        return [torch.from_numpy(array) for array in inputs]

    def batches(self):
        count = len(self.train_labels)
        if self.compiled:  # batches of one shape only: the last, smaller one is left out
            count -= count % self.batch
        for chosen in torch.randperm(len(self.train_labels))[:count].split(self.batch):
            yield [part.index_select(0, chosen)
                   for part in (*self.train_inputs, self.train_labels)]

    def loss(self, inputs, labels):
        return self.criterion(self.model(inputs), labels.t()) * TASKS

    def scores(self):
        parts = [tensor.split(4 * self.batch) for tensor in self.tensors(self.data.test.inputs)]
        return torch.cat([self.model(inputs).t() for inputs in zip(*parts)])
