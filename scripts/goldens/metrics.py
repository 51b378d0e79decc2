#!/usr/bin/env python3
"""Writes tests/golden/metrics.json: random rows and what scikit-learn says of them.

Scores are rounded so that some tie; weights include zeros. Run it with .venv/bin/python; the
numbers change only with the seed or the cases below.
"""

import json
import pathlib

import numpy as np
from sklearn import metrics

CASES = [  # rows, decimals of the scores, share of positives, weighted
    (300, 3, 0.5, False),
    (300, 1, 0.2, False),
    (200, 0, 0.4, False),  # a handful of scores: nearly all tied
    (300, 2, 0.05, True),
    (250, 1, 0.5, True),
    (200, 6, 0.9, True),
]


def binary_case(random, rows, decimals, share, weighted):
    labels = (random.random(rows) < share).astype(float)
    scores = np.round(random.normal(size=rows) * 1.5 + labels - 0.5, decimals)
    weights = np.round(random.exponential(size=rows), 2) if weighted else None
    if weighted:
        weights[:10] = 0
    probabilities = 1 / (1 + np.exp(-scores))
    share = np.average(labels, weights=weights)
    log_loss = metrics.log_loss(labels, probabilities, sample_weight=weights)
    constant = np.full(rows, share)
    at_threshold = (labels, scores > 0)
    return labels, scores, weights, {
        "auc": metrics.roc_auc_score(labels, scores, sample_weight=weights),
        "pr_auc": metrics.average_precision_score(labels, scores, sample_weight=weights),
        "log_loss": log_loss,
        "normalized_entropy": log_loss / metrics.log_loss(labels, constant, sample_weight=weights),
        "calibration": np.average(probabilities, weights=weights) / share,
        "accuracy": metrics.accuracy_score(*at_threshold, sample_weight=weights),
        "f1": metrics.f1_score(*at_threshold, sample_weight=weights),
        "precision": metrics.precision_score(*at_threshold, sample_weight=weights),
        "recall": metrics.recall_score(*at_threshold, sample_weight=weights),
    }


def regression_case(random, rows, decimals, share, weighted):
    labels = np.round(random.normal(size=rows) * 10 + 100 * share, 3)
    scores = np.round(labels + random.normal(size=rows), decimals)
    weights = np.round(random.exponential(size=rows), 3) if weighted else None
    mse = metrics.mean_squared_error(labels, scores, sample_weight=weights)
    return labels, scores, weights, {
        "mse": mse,
        "rmse": np.sqrt(mse),
        "mae": metrics.mean_absolute_error(labels, scores, sample_weight=weights),
        "r2": metrics.r2_score(labels, scores, sample_weight=weights),
        "pearson": pearson(labels, scores, weights),
    }


def pearson(labels, scores, weights):
    covariance = np.cov(labels, scores, aweights=weights)
    return covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])


def grouped_case(random, rows, decimals, share, weighted):
    """Groups of about 12 rows; weights count in gauc alone, scikit-learn's ndcg has none."""
    labels, scores, weights, _ = binary_case(random, rows, decimals, share, weighted)
    groups = random.integers(rows // 12, size=rows)
    counts = np.ones(rows) if weights is None else weights
    areas, sizes, gains = [], [], []
    for group in np.unique(groups):
        own = groups == group
        if labels[own].any():
            alone = own.sum() == 1
            gains.append(1.0 if alone else metrics.ndcg_score([labels[own]], [scores[own]], k=5))
        if len(set(labels[own & (counts > 0)])) == 2:
            areas.append(metrics.roc_auc_score(labels[own], scores[own], sample_weight=counts[own]))
            sizes.append(counts[own].sum())
    expected = {"gauc": np.average(areas, weights=sizes)}
    if weights is None:
        expected["ndcg"] = np.mean(gains)
    return labels, scores, weights, expected, groups


def multiclass_case(random, rows, classes, weighted):
    labels = random.integers(classes, size=rows)
    logits = random.normal(size=(rows, classes)) + np.eye(classes)[labels]
    weights = np.round(random.exponential(size=rows), 2) if weighted else None
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    binary = [metrics.roc_auc_score(labels == k, shares[:, k], sample_weight=weights)
              for k in range(classes)]
    return labels, logits, weights, {
        "auc": np.mean(binary),
        "log_loss": metrics.log_loss(labels, shares, sample_weight=weights),
        "accuracy": metrics.accuracy_score(labels, logits.argmax(axis=1), sample_weight=weights),
    }


def as_json(labels, scores, weights, expected, groups=()):
    return {
        "labels": labels.tolist(),
        "scores": scores.ravel().tolist(),
        "columns": scores.size // labels.size,
        "weights": [] if weights is None else weights.tolist(),
        "groups": list(map(int, groups)),
        "expected": {name: float(value) for name, value in expected.items()},
    }


def main():
    random = np.random.default_rng(1)
    cases = []
    for case in CASES:
        for make in (binary_case, regression_case):
            cases.append(as_json(*make(random, *case)))
    for case in CASES:
        cases.append(as_json(*grouped_case(random, *case)))
    for rows, classes, weighted in ((200, 3, False), (200, 5, True)):
        cases.append(as_json(*multiclass_case(random, rows, classes, weighted)))
    root = pathlib.Path(__file__).resolve().parents[2]
    path = root / "tests" / "golden" / "metrics.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
