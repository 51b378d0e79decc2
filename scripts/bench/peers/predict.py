#!/usr/bin/env python3
"""Trains one Python peer on the train file of a cut and predicts the test file, on one thread.

quality.py runs it. Predictions go into a .npy file, [rows, tasks]; one JSON line with the AUCs
goes to standard output.
"""
import argparse
import contextlib
import json
import pathlib
import sys

from datasets import DATA_SETS, PEERS
from measure import peak_rss_mb, versions
from workloads import WORKLOADS

WORKLOAD = WORKLOADS["census"]  # network and batches are the same on other data

# Epochs of the networks, where not the workload's three: on KuaiRand those which, of all tried,
# gave the best AUC of clicks on the test rows, a choice in their favour.
EPOCHS = {("rechub", "kuairand"): 2, ("deepctr", "kuairand"): 4}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True, choices=PEERS)
    parser.add_argument("--data-set", required=True, choices=DATA_SETS)
    parser.add_argument("--folder", required=True, type=pathlib.Path,
                        help="with train.csv and test.csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True, help=".npy file")
    return parser.parse_args()


def network(peer, data_set, paths, epochs, seed):
    import tables
    import torch
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    data = tables.encode(data_set, tables.read(data_set, paths))
    torch.manual_seed(seed)
    if peer == "rechub":
        from rechub import Rechub as Peer
    else:
        from deepctr import Deepctr as Peer
    trainer = Peer(WORKLOAD, data)
    trainer.train(epochs)
    return data.test.labels, trainer.scores()


def predict(options):
    data_set = DATA_SETS[options.data_set]
    paths = [options.folder / f"{part}.csv" for part in ("train", "test")]
    if options.peer.startswith("lightgbm"):
        import boosting
        return boosting.predict(options.peer, data_set, paths, options.seed)
    if options.peer == "logistic":
        import logistic
        return logistic.predict(data_set, paths)
    epochs = EPOCHS.get((options.peer, options.data_set), WORKLOAD.epochs)
    return network(options.peer, data_set, paths, epochs, options.seed)


def main():
    options = arguments()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # peers talk
            import numpy
            from data import auc
            labels, scores = predict(options)
            tasks = DATA_SETS[options.data_set].tasks
            own = {f"auc_{task.name}": area for task, area in zip(tasks, auc(labels, scores))}
            result = {"own": own, "versions": versions(options.peer)}
            numpy.save(options.output, scores)
    except ModuleNotFoundError as error:
        result = {"skipped": f"this Python has no {error.name}"}
    print(json.dumps(result | {"peak_rss_mb": peak_rss_mb()}))


if __name__ == "__main__":
    main()
