"""A small network as one comes with the app, of random weights and of images that nobody photographed."""

from pathlib import Path

import numpy as np

from benchmarks.ship import write
from builder.analysis.none_of_these import measured_of
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.engine.build import build_model
from builder.engine.bundle import halved, weights_of
from builder.engine.predict import probabilities
from builder.shipped.card import CalibrationError, Card, Counted, Drawn, Made, NoneOfThese, Trained, Twin
from builder.shipped.reading import Samples
from tests.jobs.small_networks import small

CARD = Card(
    name="Record, shipped",
    preset="21",
    trained=Trained(
        images=50_000,
        seed=3,
        precision="mixed_bfloat16",
        seconds=3660.0,
        processor="A processor",
        versions={"keras": "3"},
    ),
    test=Counted(number=9_412, images=10_000),
    test_of_one_view=Counted(number=9_379, images=10_000),
    calibration=CalibrationError(own=0.127, with_temperature=0.008),
    twin=Twin(
        trained=Trained(images=40_000, seed=3, precision="mixed_bfloat16"),
        validation=Counted(number=9_326, images=10_000),
        temperature=0.8,
        calibration=CalibrationError(own=0.131, with_temperature=0.006),
    ),
    none_of_these=NoneOfThese(
        share=0.05,
        fitted_to=1_000,
        false_alarms=Counted(number=471, images=9_000),
        found={"noise": Counted(number=24, images=24), "text": Counted(number=18, images=24)},
    ),
    samples=Drawn(images=20, seed=21),
    made=Made(
        date="2026-11-28", processor="A processor", versions={"keras": "3"}, commands=("python -m benchmarks.ship A B",)
    ),
    files={},
)


def experiment() -> Experiment:
    """A small network on CIFAR-10, which trained on the validation images and answers by two views."""
    one = small().on("cifar10")
    data = changed(one.data, trains_on_validation=True)
    return changed(one, data=data, training=changed(one.training, mirror_average=True))


def smooth(count: int, seed: int = 0) -> np.ndarray:
    """Images with soft edges, uint8 (count, 32, 32, 3)."""
    coarse = np.random.default_rng(seed).integers(60, 200, (count, 4, 4, 3)).astype(np.uint8)
    images = np.repeat(np.repeat(coarse, 8, axis=1), 8, axis=2).astype(float)
    for _ in range(4):
        images = (images + np.roll(images, 1, 1) + np.roll(images, 1, 2) + np.roll(images, (1, 1), (1, 2))) / 4
    return images.astype(np.uint8)


def ship_small(folder: Path, card: Card = CARD, seed: int = 1) -> Path:
    """Writes it into the folder, which is returned."""
    design = experiment()
    model = build_model(design, seed=seed)
    images = smooth(20, seed=1)
    rounded = halved(weights_of(model))
    model.set_weights([rounded[f"{layer.name}/{one.name}"] for layer in model.layers for one in layer.weights])
    labels = np.arange(20, dtype=np.uint8) % 10
    samples = Samples(images, labels, np.arange(100, 120, dtype=np.int32), probabilities(model, images))
    measured = measured_of(smooth(200))
    assert measured is not None
    write(folder, design, weights_of(model), samples, measured, card)
    return folder
