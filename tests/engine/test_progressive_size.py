"""Smaller images first: the batches, the training across the change of size, and the script that does the same."""

import numpy as np
import pytest
from PIL import Image

from builder.datasets.images import Split
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.fit import fit
from builder.engine.pipeline import training_batches
from builder.engine.predict import probabilities
from builder.export import to_script
from tests.engine.recorder import Recorder

#: 1,199 images of digits: 19 steps an epoch, 57 in all, and the first 28 of them smaller: into the second epoch.
TRAINING = Training(batch_size=64, epochs=3, progressive_size=ProgressiveSize(size=24, until=0.5))


def design(**training) -> Experiment:
    blocks = (ConvBlock(filters=8, batch_normalization="once"),)
    return Experiment(
        network=Network(conv_blocks=blocks, to_vector="global_average", dense_blocks=()),
        training=TRAINING.model_copy(update=training),
    )


def by_pillow(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Pillow's bilinear filter, which takes a mean over all that a pixel stands for, on numbers from 0 to 1."""
    channels = [Image.fromarray(image[..., channel].astype(np.float32) / 255) for channel in range(3)]
    return np.stack([np.asarray(one.resize((width, height), Image.Resampling.BILINEAR)) for one in channels], axis=-1)


def test_the_first_share_of_the_steps_has_smaller_images_and_the_rest_has_full_ones(digits: Split):
    images, numbers = digits.train.images, np.arange(len(digits.train.images))
    stream = list(training_batches(images, numbers, TRAINING).take(57).as_numpy_iterator())
    assert [pixels.shape[1:] for pixels, _ in stream] == [(24, 24, 3)] * 28 + [(32, 32, 3)] * 29
    pixels, labels = stream[3]
    for small, number in zip(pixels[:5], labels, strict=False):
        assert np.abs(small - by_pillow(images[number], 24, 24)).max() < 1e-5
    later = training_batches(images, numbers, TRAINING, first_step=26).take(4).as_numpy_iterator()
    for (pixels, labels), (rest, rest_labels) in zip(stream[26:30], later, strict=True):
        assert np.array_equal(pixels, rest) and np.array_equal(labels, rest_labels)


def test_a_size_is_that_of_the_shorter_side_and_keeps_the_proportions():
    images = np.random.default_rng(0).integers(0, 256, (8, 12, 24, 3), dtype=np.uint8)
    training = Training(batch_size=4, epochs=2, progressive_size=ProgressiveSize(size=8, until=0.75))
    pixels, labels = next(training_batches(images, np.arange(8), training).as_numpy_iterator())
    assert pixels.shape == (4, 8, 16, 3)
    assert np.abs(pixels[0] - by_pillow(images[labels[0]], 16, 8)).max() < 1e-5


def test_training_goes_on_from_one_size_to_the_other_traced_once_and_evaluates_full_images(
    digits: Split, tmp_path, monkeypatch
):
    traced = []
    step = keras.Model.train_step
    monkeypatch.setattr(keras.Model, "train_step", lambda self, data: traced.append(data[0].shape) or step(self, data))
    result = fit(design(), digits, Recorder(), tmp_path / "bundle")
    assert [tuple(shape) for shape in traced] == [(None, None, None, 3)]
    right = (probabilities(result.model, digits.validation.images).argmax(axis=1) == digits.validation.labels).mean()
    assert result.epochs[-1].val_accuracy == pytest.approx(right)
    assert result.epochs[-1].loss < result.epochs[0].loss


@pytest.mark.slow
def test_a_script_trains_on_both_sizes_for_the_same_steps(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    experiment = design(augmentation=Augmentation(crop=2), mirror_average=True)
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    assert "self.optimizer.iterations < 28," in to_script(experiment)
    draw = np.random.default_rng(0)
    part = (draw.integers(0, 256, (1199, 32, 32, 3), np.uint8), draw.integers(0, 10, 1199))
    names["load_data"] = lambda: (part, part, part)
    sizes: list[list] = []
    build = names["build_model"]

    def seen() -> keras.Model:
        network = build()
        call = network.call

        def watched(images, training=None, mask=None):
            sizes.append([images.shape, training])
            return call(images, training=training)

        network.call = watched
        return network

    names["build_model"] = seen
    names["main"]()
    assert any(training and tuple(shape) == (None, None, None, 3) for shape, training in sizes)
    said = keras.models.load_model("model.keras").predict(part[0].astype(np.float32) / 255, verbose=0)
    assert np.isfinite(said).all()
