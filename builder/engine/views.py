"""What a network says by one view, and by the mean with the mirror image, whichever its design evaluates by."""

import numpy as np

from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.predict import probabilities


def of_one_view(model: keras.Model, experiment: Experiment, precision: str) -> keras.Model:
    """The trained network, which names an image by looking at it once."""
    if not experiment.training.mirror_average:
        return model
    plain = changed(experiment, training=changed(experiment.training, mirror_average=False))
    network = build_model(plain, precision)
    network.set_weights(model.get_weights())
    return network


def by_both_views(network: keras.Model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities float32 (N, classes) for uint8 images: by one view, and the means with the mirror images.

    `network` is one of one view.
    """
    plain = probabilities(network, images)
    return plain, (plain + probabilities(network, images[:, :, ::-1])) / 2
