"""deepctr-torch's MMOE, with gates as in the paper and without its metrics on every batch."""
import sys
import time
import types

import torch
from data import auc, columns
from workloads import EXPERTS

# Imported, it asks the network for a newer version of itself, and a process waits for the answer.
sys.modules["requests"] = types.ModuleType("requests")
from deepctr_torch.callbacks import Callback  # noqa: E402
from deepctr_torch.inputs import DenseFeat, SparseFeat  # noqa: E402
from deepctr_torch.models import MMOE  # noqa: E402


class Stopwatch(Callback):
    """Ends training when the epochs after the first have taken some seconds."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds, self.epochs = seconds, []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(time.perf_counter() - self.begin)
        self.model.stop_training = sum(self.epochs[1:]) >= self.seconds


class Deepctr:
    def __init__(self, workload, data):
        self.batch, self.data = workload.batch, data
        tasks = data.train.labels.shape[1]
        features = [SparseFeat(name, vocabulary_size=size, embedding_dim=workload.dim)
                    for name, size in zip(data.category_names, data.vocabulary)]
        features += [DenseFeat(name, 1) for name in data.numeric_names]
        self.model = MMOE(features, num_experts=EXPERTS, gate_dnn_hidden_units=(),
                          expert_dnn_hidden_units=workload.experts,
                          tower_dnn_hidden_units=workload.tower, task_types=["binary"] * tasks,
                          task_names=[f"task{number}" for number in range(tasks)],
                          seed=torch.initial_seed())
        self.model.compile("adam", loss=["binary_crossentropy"] * tasks, metrics=[])

    def fit(self, epochs, callbacks=None):
        rows = self.data.train
        self.model.fit(columns(self.data, rows), rows.labels, batch_size=self.batch, epochs=epochs,
                       verbose=0, callbacks=callbacks)

    def rate(self, warmup, seconds):  # its loader is private: the warm-up is the first epoch
        stopwatch = Stopwatch(seconds)
        self.fit(10_000, [stopwatch])
        return len(self.data.train.labels) * len(stopwatch.epochs[1:]) / sum(stopwatch.epochs[1:])

    def train(self, epochs):
        self.fit(epochs)

    def scores(self):
        return self.model.predict(columns(self.data, self.data.test), batch_size=self.batch)

    def auc(self):
        return auc(self.data.test.labels, self.scores())
