"""torch-rechub's MMOE and MTLTrainer.

Its networks have batch norm after every layer, also in the gates, which cannot be switched off.
"""
import time

import numpy
from data import auc, columns
from torch_rechub.basic.features import DenseFeature, SparseFeature
from torch_rechub.models.multi_task import MMOE
from torch_rechub.trainers import MTLTrainer
from torch_rechub.utils.data import DataGenerator
from workloads import EXPERTS, LEARNING_RATE


class Timed:
    """A loader's batches, over and over, for some seconds; then `rate` is rows a second."""

    def __init__(self, loader, seconds):
        self.loader, self.seconds, self.rate = loader, seconds, 0.0

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        rows, begin = 0, time.perf_counter()
        while True:
            for inputs, labels in self.loader:
                yield inputs, labels
                rows += len(labels)  # whoever asks for more has trained these
                passed = time.perf_counter() - begin
                if passed >= self.seconds:
                    self.rate = rows / passed
                    return


class Rechub:
    def __init__(self, workload, data):
        self.test_labels, tasks = data.test.labels, data.train.labels.shape[1]
        self.train_loader, _, self.test_loader = DataGenerator(
            columns(data, data.train), data.train.labels).generate_dataloader(
                x_val=columns(data, data.test), y_val=data.test.labels,
                x_test=columns(data, data.test), y_test=data.test.labels,
                batch_size=workload.batch)
        features = [DenseFeature(name) for name in data.numeric_names]
        features += [SparseFeature(name, vocab_size=size, embed_dim=workload.dim)
                     for name, size in zip(data.category_names, data.vocabulary)]
        kinds = ["classification"] * tasks
        self.model = MMOE(features, kinds, EXPERTS, expert_params={"dims": list(workload.experts)},
                          tower_params_list=[{"dims": list(workload.tower)}] * tasks)
        # Its own default of weight decay.
        self.trainer = MTLTrainer(self.model, task_types=kinds, optimizer_params={
            "lr": LEARNING_RATE, "weight_decay": 1e-5})

    def rate(self, warmup, seconds):
        self.trainer.train_one_epoch(Timed(self.train_loader, warmup))
        timed = Timed(self.train_loader, seconds)
        self.trainer.train_one_epoch(timed)
        return timed.rate

    def train(self, epochs):  # without the evaluation that fit() adds after every epoch
        for _ in range(epochs):
            self.trainer.train_one_epoch(self.train_loader)

    def scores(self):
        inputs = (inputs for inputs, _ in self.test_loader)
        return numpy.array(self.trainer.predict(self.model, inputs))

    def auc(self):
        return auc(self.test_labels, self.scores())
