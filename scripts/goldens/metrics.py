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
    return labels, scores, weights, {
        "auc": metrics.roc_auc_score(labels, scores, sample_weight=weights),
        "log_loss": metrics.log_loss(labels, probabilities, sample_weight=weights),
        "accuracy": metrics.accuracy_score(labels, scores > 0, sample_weight=weights),
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
    }


def main():
    random = np.random.default_rng(1)
    cases = []
    for case in CASES:
        for make in (binary_case, regression_case):
            labels, scores, weights, expected = make(random, *case)
            cases.append({
                "labels": labels.tolist(),
                "scores": scores.tolist(),
                "weights": [] if weights is None else weights.tolist(),
                "expected": {name: float(value) for name, value in expected.items()},
            })
    root = pathlib.Path(__file__).resolve().parents[2]
    path = root / "tests" / "golden" / "metrics.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
