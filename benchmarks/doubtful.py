"""How many wrong labels confident learning finds: `python -m benchmarks.doubtful FILE.npz`, as `predictions` writes it.

Three labels in a hundred are changed at random, 50 times: how many of them are doubted, how many of the first doubts
(as many as were changed) are of them, and how often the original class is suggested.
"""

import sys

import numpy as np

from builder.analysis.doubtful import doubtful_labels
from builder.statistics.predictions import Predictions

CHANGED, TIMES = 0.03, 50


def main(file: str) -> None:
    with np.load(file) as arrays:
        predictions = Predictions(arrays["labels"], arrays["probabilities"])
    count, classes = predictions.probabilities.shape
    right = (predictions.probabilities.argmax(axis=1) == predictions.labels).mean()
    print(
        f"{count:,} images, {right:.1%} right; doubts with the labels as given: {len(doubtful_labels(predictions)):,}"
    )
    tries = np.array([_try(predictions, seed, round(CHANGED * count), classes) for seed in range(TIMES)])
    doubts, found, first, suggested = tries.mean(axis=0)
    print(
        f"{round(CHANGED * count)} labels changed: {doubts:.0f} doubts, {found:.0%} of the changed labels among them, "
        f"{first:.0%} of the first doubts are changed labels, original class suggested {suggested:.0%}"
    )


def _try(predictions: Predictions, seed: int, changed: int, classes: int) -> tuple[float, float, float, float]:
    random = np.random.default_rng(seed)
    places = random.choice(len(predictions.labels), changed, replace=False)
    labels = predictions.labels.copy()
    labels[places] = (labels[places] + random.integers(1, classes, changed)) % classes
    doubts = doubtful_labels(predictions._replace(labels=labels))
    doubted = np.array([one.place for one in doubts])
    of_changed = np.isin(doubted, places)
    suggested = np.array([one.suggested for one in doubts])[of_changed] == predictions.labels[doubted[of_changed]]
    return len(doubts), of_changed.sum() / changed, of_changed[:changed].mean(), suggested.mean()


if __name__ == "__main__":
    main(sys.argv[1])
