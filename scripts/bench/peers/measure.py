#!/usr/bin/env python3
"""Trains one workload with one Python peer, on one thread; one JSON line on standard output.

compare.py runs it, once a peer and round, under the Python that has the peers' packages.
"""
import argparse
import contextlib
import importlib.metadata
import json
import resource
import sys

from workloads import TASKS, WORKLOADS

PACKAGES = {"rechub": ["torch", "torch-rechub"], "deepctr": ["torch", "deepctr-torch"],
            "lightgbm-100": ["lightgbm"], "lightgbm-500": ["lightgbm"],
            "logistic": ["scikit-learn", "pandas"]}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--workload", required=True, choices=WORKLOADS)
    parser.add_argument("--data-dir", help="folder with census-income/")
    parser.add_argument("--warmup", type=float, default=2, help="seconds that do not count")
    parser.add_argument("--seconds", type=float, default=8, help="seconds that do")
    parser.add_argument("--end-to-end", action="store_true",
                        help="train the workload's epochs and evaluate, instead of taking a rate")
    options = parser.parse_args()
    if options.peer not in WORKLOADS[options.workload].peers:
        parser.error(f"--peer {options.peer} is not one of workload {options.workload}: "
                     + ", ".join(WORKLOADS[options.workload].peers))
    return options


def load(options):
    if options.workload != "census":
        from data import synthetic
        return synthetic(WORKLOADS[options.workload], TASKS)
    import census
    fast = options.peer in ("strong", "compile")
    return census.fast(options.data_dir) if fast else census.usual(options.data_dir)


def build(peer, workload, data):
    if peer.startswith("eager"):
        from eager import Eager
        return Eager(workload, data, sparse=peer.endswith("sparse"))
    if peer == "rechub":
        from rechub import Rechub
        return Rechub(workload, data)
    if peer == "deepctr":
        from deepctr import Deepctr
        return Deepctr(workload, data)
    from strong import Strong
    return Strong(workload, data, sparse=peer.endswith("sparse"), compiled=peer == "compile")


def versions(peer):
    packages = PACKAGES.get(peer, ["torch"])
    return {package: importlib.metadata.version(package) for package in packages}


def peak_rss_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def measure(options):
    import torch
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    workload, data = WORKLOADS[options.workload], load(options)
    torch.manual_seed(1)
    peer = build(options.peer, workload, data)
    result = {"parameters": sum(p.numel() for p in peer.model.parameters())}
    if options.end_to_end:
        peer.train(workload.epochs)
        result["auc_income"], result["auc_never_married"] = peer.auc()
    else:
        result["samples_per_second"] = peer.rate(options.warmup, options.seconds)
    return result


def main():
    options = arguments()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # peers talk
            result = measure(options) | {"versions": versions(options.peer)}
    except ModuleNotFoundError as error:
        result = {"skipped": f"this Python has no {error.name}"}
    print(json.dumps(result | {"peak_rss_mb": peak_rss_mb()}))


if __name__ == "__main__":
    main()
