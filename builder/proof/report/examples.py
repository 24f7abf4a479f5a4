"""Some images with the network's answers, each as a PNG within the page."""

from collections.abc import Sequence

import numpy as np

from builder.analysis.confusion import closest_calls, surest_mistakes
from builder.datasets.held_out import judged_images
from builder.datasets.images import DatasetError
from builder.design.data import HeldOut
from builder.design.experiment import Experiment
from builder.pictures.data_address import png_address
from builder.settings import Settings
from builder.statistics.predictions import Predictions
from builder.words.inert import escaped
from builder.words.numbers import plain_percent

#: Of each kind.
MOST = 10


def examples(settings: Settings, experiment: Experiment, kind: HeldOut, predictions: Predictions) -> str:
    """The surest mistakes, the closest calls and some that are right; a sentence where the images are not here."""
    chosen = {
        "Surest mistakes": surest_mistakes(predictions, MOST),
        "Closest calls": closest_calls(predictions, MOST),
        "Surest of those that are right": _surest_right(predictions),
    }
    try:
        drawn = [
            f"<h3>{title}</h3>{_gallery(settings, experiment, kind, predictions, places)}"
            for title, places in chosen.items()
            if len(places)
        ]
    except DatasetError:
        return '<p class="quiet">The images are not on the machine that wrote this report.</p>'
    return "".join(drawn)


def _surest_right(predictions: Predictions) -> np.ndarray:
    """One of each class, the surest."""
    said = predictions.probabilities.argmax(axis=1)
    right = np.flatnonzero(said == predictions.labels)
    surest = right[np.argsort(-predictions.probabilities[right].max(axis=1), kind="stable")]
    _, first = np.unique(predictions.labels[surest], return_index=True)
    return surest[np.sort(first)][:MOST]


def _gallery(
    settings: Settings, experiment: Experiment, kind: HeldOut, predictions: Predictions, places: np.ndarray
) -> str:
    images = judged_images(experiment, kind, settings, places, predictions.labels[places])
    figures = [
        _figure(image, experiment.images.classes, int(label), predictions.probabilities[place])
        for image, label, place in zip(images.images, images.labels, places, strict=True)
    ]
    return f'<div class="examples">{"".join(figures)}</div>'


def _figure(image: np.ndarray, classes: Sequence[str], label: int, probabilities: np.ndarray) -> str:
    said = int(probabilities.argmax())
    share = plain_percent(float(probabilities[said]), 0)
    text = f"{classes[said]}, {share}" + ("" if said == label else f"; it is {classes[label]}")
    return (
        f'<figure><img src="{png_address(image, compress_level=6)}" alt="{escaped(classes[label])}">'
        f"<figcaption>{escaped(text)}</figcaption></figure>"
    )
