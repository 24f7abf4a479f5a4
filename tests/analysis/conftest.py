"""Made-up predictions: a network that is right about two times in three, and surer than it may be."""

import numpy as np
import pytest

from builder.statistics.predictions import Predictions

CLASSES = 6


@pytest.fixture(scope="session")
def logits() -> np.ndarray:
    """Float64 (3000, 6), as if for `predictions`."""
    random = np.random.default_rng(5)
    return 3.0 * (random.normal(size=(3_000, CLASSES)) + 1.5 * np.eye(CLASSES)[true_classes()])


@pytest.fixture(scope="session")
def predictions(logits: np.ndarray) -> Predictions:
    """3,000 images of six classes, of which one is rare."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return Predictions(true_classes(), (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32))


def true_classes() -> np.ndarray:
    shares = [0.3, 0.25, 0.2, 0.15, 0.09, 0.01]
    return np.random.default_rng(4).choice(CLASSES, size=3_000, p=shares).astype(np.uint8)
