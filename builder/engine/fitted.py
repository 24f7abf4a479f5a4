"""Gives a network's first layers the weights that are computed from the training images."""

import numpy as np

from builder.datasets.input_statistics import channel_statistics, whitening_kernel
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.engine.backend import keras


def fit_input(model: keras.Model, experiment: Experiment, images: np.ndarray) -> None:
    """Sets the weights of the design's input layers, where it has any, from uint8 (N, height, width, channels).

    Of the run's training images alone: validation and test images must not be looked at.
    """
    rows = [row for row in summarize(experiment).rows if row.place.section == "input"]
    if not rows:
        return
    mean, variance = channel_statistics(images)
    is_normalized = experiment.network.input.normalization
    for row in rows:
        layer = model.get_layer(row.name)
        if row.kind == "BatchNormalization":
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        else:
            layer.kernel.assign(whitening_kernel(images, variance if is_normalized else np.ones_like(variance)))
