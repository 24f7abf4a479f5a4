"""How many pictures that are none of its classes a network finds, by several scores, at one rate of false alarms.

    python -m benchmarks.none_of_these [RUN ...] [--percent 5]

Looks at the named runs of BUILDER_HOME (by default at all finished ones that keep what they say of their validation
images) and prints, for each score, the share of pictures of each kind that is found, with its count and 95 % interval,
and the share of the test images that is called none of the classes too. The threshold is each network's own, from its
validation images. The last score of each network is what Classify uses; to a network of strokes it says nothing of
strokes, which count as not found. After it stand test images that were changed as pictures are that people give.
"""

import argparse
import io
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from benchmarks.other_pictures import none_of_them
from builder.analysis.calibration import fit_temperature, with_temperature
from builder.analysis.none_of_these import MOST_IMAGES, detector_of, is_none
from builder.datasets import digits
from builder.datasets.held_out import held_out_images
from builder.datasets.photo import as_network_sees
from builder.datasets.table import DATASETS, is_available
from builder.design.experiment import Experiment
from builder.pictures.looks import are_strokes_of, from_ink, looks_of
from builder.settings import Settings, load_settings
from builder.statistics.intervals import wilson
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.store.schema.database import open_database

#: So many images of the other data set.
OTHERS = 200
#: So many test images are changed in each way.
CHANGED = 300
SMALLEST = 1e-38


class Seen(NamedTuple):
    """What a network gets of a picture, and whether that is strokes, as its own images are."""

    pixels: np.ndarray
    are_strokes: bool


class Outputs(NamedTuple):
    """What a network says of images: `probabilities` (N, classes), and `logits`, None where it has no such layer."""

    probabilities: np.ndarray
    logits: np.ndarray | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="*", metavar="RUN")
    parser.add_argument("--percent", type=float, default=5, help="of validation images called none of them (5)")
    arguments = parser.parse_args()
    settings = load_settings()
    files = artifacts_of(settings)
    for run in kept_runs(open_database(settings)):
        is_wanted = run.id in arguments.runs if arguments.runs else run.state == "finished"
        if is_wanted and has_predictions(files, run.id, "validation"):
            report(settings, run, arguments.percent / 100)


def report(settings: Settings, run: Run, share: float) -> None:
    """Prints what each score finds with this run's network."""
    validation = load_predictions(artifacts_of(settings), run.id, "validation")
    images = held_out_images(run.experiment, "validation", settings, range(len(validation.labels)))
    test = load_predictions(artifacts_of(settings), run.id, "test")
    tests = held_out_images(run.experiment, "test", settings, range(len(test.labels)))
    told = told_by(settings, run)
    of_validation, of_test = told(images.images), told(tests.images)
    pictures = pictures_for(settings, run)
    others = {kind: told(np.stack([one.pixels for one in seen])) for kind, seen in pictures.items()}
    print(f"\n{run.name}, {run.dataset}, validation accuracy {run.validation_accuracy:.1%}, {len(images)} images")
    for name, score in scores(fit_temperature(validation) or 1.0).items():
        if of_validation.logits is None and name == "energy":
            continue
        ranked = np.sort(score(of_validation))
        threshold = ranked[int(share * len(ranked))]
        found = {kind: score(one) < threshold for kind, one in others.items()}
        show(name, found, score(of_test) < threshold)
    detector = detector_of(images.images[:MOST_IMAGES], share)
    assert detector is not None

    def is_found(seen: list[Seen]) -> np.ndarray:
        return np.array([not one.are_strokes and is_none(detector, one.pixels) for one in seen])

    few = tests.images[:MOST_IMAGES]
    found = {kind: is_found(seen) for kind, seen in pictures.items()}
    show("unlike validation images", found, is_found([Seen(pixels, False) for pixels in few]))
    for change, of_image in CHANGES.items():
        changed = [Seen(changed_as(of_image, pixels), False) for pixels in few[:CHANGED]]
        print(f"    test images {change}: {rate(is_found(changed))}")


def show(name: str, found: dict[str, np.ndarray], of_test: np.ndarray) -> None:
    """Prints which pictures of each kind were found."""
    print(f"  {name:<24} all {rate(np.concatenate([*found.values()]))}; test images {rate(of_test)}")
    print("    " + "; ".join(f"{kind} {rate(one)}" for kind, one in found.items()))


def changed_as(change: Callable[[Image.Image], Image.Image], pixels: np.ndarray) -> np.ndarray:
    """The image, five times as large, changed and seen by a network again."""
    height, width, channels = pixels.shape
    large = Image.fromarray(pixels).resize((5 * width, 5 * height), Image.Resampling.BICUBIC)
    return as_network_sees(change(large), (height, width, channels))


def _as_jpeg(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return Image.open(file)


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "enlarged and reduced": lambda image: image,
    "as JPEG": _as_jpeg,
    "sharper": lambda image: image.filter(ImageFilter.UnsharpMask(5, 60, 0)),
    "with a quarter more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.25),
    "with two fifths more colour": lambda image: ImageEnhance.Color(image).enhance(1.4),
}


def rate(found: np.ndarray) -> str:
    """Such as "71 % of 144 (63 to 78)"."""
    low, high = wilson(int(found.sum()), len(found))
    return f"{100 * found.mean():.0f} % of {len(found):,} ({100 * low:.0f} to {100 * high:.0f})"


def scores(temperature: float) -> dict[str, Callable[[Outputs], np.ndarray]]:
    """Each score by its name: the lower, the less a network speaks for one of its classes."""

    def logs(told: Outputs) -> np.ndarray:
        return np.log(np.maximum(told.probabilities.astype(np.float64), SMALLEST))

    def entropy(probabilities: np.ndarray) -> np.ndarray:
        positive = np.maximum(probabilities.astype(np.float64), SMALLEST)
        return (positive * np.log(positive)).sum(axis=1)

    def generalised(told: Outputs) -> np.ndarray:  # X. Liu, Y. Lochman and C. Zach, GEN, CVPR 2023
        return -((told.probabilities * (1.0 - told.probabilities)) ** 0.1).sum(axis=1)

    def energy(told: Outputs) -> np.ndarray:  # W. Liu, X. Wang, J. Owens and Y. Li, NeurIPS 2020
        assert told.logits is not None
        highest = told.logits.max(axis=1, keepdims=True)
        return (highest[:, 0] + np.log(np.exp(told.logits - highest).sum(axis=1))).astype(np.float64)

    return {
        "probability": lambda told: told.probabilities.max(axis=1),
        "calibrated": lambda told: with_temperature(told.probabilities.astype(np.float64), temperature).max(axis=1),
        "temperature 10": lambda told: with_temperature(told.probabilities.astype(np.float64), 10.0).max(axis=1),
        "entropy": lambda told: entropy(told.probabilities),
        "calibrated entropy": lambda told: entropy(with_temperature(told.probabilities, temperature)),
        "generalised entropy": generalised,
        "highest less mean logit": lambda told: logs(told).max(axis=1) - logs(told).mean(axis=1),
        "energy": energy,
    }


def told_by(settings: Settings, run: Run) -> Callable[[np.ndarray], Outputs]:
    """Asks the run's network about uint8 images (N, height, width, channels)."""
    from builder.engine.backend import keras
    from builder.engine.bundle import load_bundle
    from builder.engine.predict import probabilities

    _, model = load_bundle(artifacts_of(settings).folder(run.id))
    last = model.layers[-1]
    has_logits = isinstance(last, keras.layers.Dense) and last.activation is keras.activations.softmax
    before = keras.Model(model.inputs, last.input) if has_logits else None

    def told(images: np.ndarray) -> Outputs:
        said = probabilities(model, images)
        if before is None:
            return Outputs(said, None)
        return Outputs(said, probabilities(before, images) @ np.asarray(last.kernel) + np.asarray(last.bias))

    return told


def pictures_for(settings: Settings, run: Run) -> dict[str, list[Seen]]:
    """As the network gets them, by kind: pictures, and images of the other data set where it is here."""
    made = none_of_them(np.random.default_rng(0))
    seen = {kind: [seen_by(run.experiment, picture) for picture in pictures] for kind, pictures in made.items()}
    if run.dataset != "digits":
        return seen | {"digits": [Seen(one, False) for one in digits.read().images.images[:OTHERS]]}
    cifar10 = DATASETS["cifar10"]
    if not is_available(cifar10.source, settings):
        return seen
    others = cifar10.take(settings, lambda labels: np.arange(OTHERS)).images
    return seen | {"CIFAR-10": [Seen(one, False) for one in others]}


def seen_by(experiment: Experiment, picture: Image.Image) -> Seen:
    """What a network of this design gets of it, ink on paper as it is inverted and cropped on Classify."""
    looks, dataset = looks_of(picture), experiment.data.dataset
    written = from_ink(dataset, looks.ink)
    return Seen(
        as_network_sees(picture, experiment.images.shape) if written is None else written,
        are_strokes_of(dataset, looks.kind),
    )


if __name__ == "__main__":
    main()
