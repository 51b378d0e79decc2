"""MMoE as public repositories write it: lists of modules, a stack, a product a gate, DataLoader."""
import torch
from loop import Loop, adam
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from workloads import EXPERTS, TASKS


def layers(width, hidden):
    modules = []
    for units in hidden:
        modules += [nn.Linear(width, units), nn.ReLU()]
        width = units
    return modules


class Network(nn.Module):
    def __init__(self, workload, data, sparse):
        super().__init__()
        width, out = len(data.vocabulary) * workload.dim + data.numerics, workload.experts[-1]
        self.tables = nn.ModuleList(
            nn.Embedding(size, workload.dim, sparse=sparse) for size in data.vocabulary)
        self.experts = nn.ModuleList(
            nn.Sequential(*layers(width, workload.experts)) for _ in range(EXPERTS))
        self.gates = nn.ModuleList(
            nn.Sequential(nn.Linear(width, EXPERTS, bias=False), nn.Softmax(dim=1))
            for _ in range(TASKS))
        self.towers = nn.ModuleList(
            nn.Sequential(*layers(out, workload.tower), nn.Linear(workload.tower[-1], 1))
            for _ in range(TASKS))

    def embed(self, inputs):
        if self.tables:
            ids, *inputs = inputs
            inputs = [table(ids[:, i]) for i, table in enumerate(self.tables)] + inputs
        return torch.cat(inputs, 1) if len(inputs) > 1 else inputs[0]

    def forward(self, inputs):
        x = self.embed(inputs)
        experts = torch.stack([expert(x) for expert in self.experts], dim=1)
        outputs = []
        for gate, tower in zip(self.gates, self.towers):
            mixture = torch.bmm(gate(x).unsqueeze(1), experts).squeeze(1)
            outputs.append(tower(mixture).squeeze(1))
        return outputs


class Eager(Loop):
    def __init__(self, workload, data, sparse=False):
        super().__init__(workload, data)
        self.model = Network(workload, data, sparse)
        self.optimizers = adam(self.model, sparse)

    def loader(self, arrays, **options):
        tensors = [torch.from_numpy(array) for array in arrays]
        return DataLoader(TensorDataset(*tensors), batch_size=self.batch, **options)

    def batches(self):
        return self.loader([*self.data.train.inputs, self.data.train.labels], shuffle=True)

    def loss(self, inputs, labels):
        outputs = self.model(inputs)
        return sum(self.criterion(out, labels[:, i]) for i, out in enumerate(outputs))

    def scores(self):
        return torch.cat([torch.stack(self.model(inputs), 1)
                          for inputs in self.loader(self.data.test.inputs)])
