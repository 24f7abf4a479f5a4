"""What a page shows of augmentation is what training does."""

import numpy as np
import pytest

from builder import presets
from builder.datasets import augmented
from builder.design.training.augmentation import Augmentation
from builder.engine.augment import drawn_rows, transform
from builder.engine.backend import tf

SETTINGS = {
    "16": presets.get("16").experiment.training.augmentation,
    "18": presets.get("18").experiment.training.augmentation,
    "nothing": Augmentation(),
    "sideways alone": Augmentation(width_shift=0.5),
    "as much as possible": Augmentation(
        rotation=180, width_shift=0.5, height_shift=0.5, shear=45, zoom=0.5, horizontal_flip=True
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_page_moves_an_image_as_training_moves_it_on_the_same_numbers(digits, name: str):
    image, augmentation, draws = digits.train.images[3], SETTINGS[name], augmented.draw(200, seed=1)
    size = tf.constant(32.0)
    rows = drawn_rows(augmentation, tf.constant(draws, tf.float32), height=size, width=size)
    trained = transform(tf.repeat(tf.constant(image, tf.float32)[tf.newaxis], 200, axis=0), rows).numpy()
    assert np.abs(augmented.changed(image, augmentation, draws) - trained).max() <= 0.0015  # of 255: 64 bits against 32
