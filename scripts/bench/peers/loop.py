"""The training loop of the hand-written peers."""
import itertools
import time

import torch
from data import auc
from torch.nn import functional
from workloads import LEARNING_RATE


def rate(steps, seconds):
    """Rows a second of steps; each step gives the number of rows that it trained."""
    rows, begin = 0, time.perf_counter()
    for count in steps:
        rows += count
        passed = time.perf_counter() - begin
        if passed >= seconds:
            return rows / passed


def adam(model, sparse, **options):
    """Adam; with `sparse`, SparseAdam for tables: moments of rows not in the batch stand still."""
    if not sparse:
        return [torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, **options)]
    tables = list(model.tables.parameters())
    dense = [p for p in model.parameters() if all(p is not table for table in tables)]
    return [torch.optim.SparseAdam(tables, lr=LEARNING_RATE),
            torch.optim.Adam(dense, lr=LEARNING_RATE, **options)]


class Loop:
    """Trains `model` with `optimizers`, on batches() of inputs and labels, by loss()."""

    def __init__(self, workload, data):
        self.batch, self.data = workload.batch, data
        self.running_loss = 0.0
        self.criterion = (functional.binary_cross_entropy_with_logits if workload.binary
                          else functional.mse_loss)

    def epoch(self):
        for *inputs, labels in self.batches():
            loss = self.loss(inputs, labels)
            for optimizer in self.optimizers:
                optimizer.zero_grad()
            loss.backward()
            for optimizer in self.optimizers:
                optimizer.step()
            self.running_loss += loss.item()
            yield len(labels)

    def rate(self, warmup, seconds):
        steps = itertools.chain.from_iterable(self.epoch() for _ in itertools.count())
        next(steps)  # compiles, where there is something to compile
        rate(steps, warmup)
        return rate(steps, seconds)

    def train(self, epochs):
        for _ in range(epochs):
            for _ in self.epoch():
                pass

    def auc(self):
        self.model.eval()
        with torch.no_grad():
            return auc(self.data.test.labels, self.scores().numpy())
