"""A few training images for a page, without loading them all."""

import numpy as np
import pytest
from PIL import Image

from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, load_split, training_samples
from builder.design.data import Data

CIFAR10 = Data(images="cifar10", split_seed=3)


@pytest.fixture
def as_npz(settings, tmp_path):
    """CIFAR-10 as one file of 300 images, each of one brightness."""
    images = np.repeat(np.arange(300, dtype=np.uint16) % 251, 3072).reshape(300, 32, 32, 3).astype(np.uint8)
    labels = (np.arange(300) % 10).astype(np.uint8)
    np.savez(tmp_path / "images.npz", x_train=images, y_train=labels, x_test=images[:60], y_test=labels[:60])
    return settings.model_copy(update={"cifar10": tmp_path / "images.npz"})


@pytest.fixture
def as_folders(settings, tmp_path):
    for label, name in enumerate(DATASETS["cifar10"].source.classes):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(12):
            colour = (20 * label, 20 * number, 0)
            Image.new("RGB", (32, 32), colour).save(tmp_path / "photos" / name / f"{number:02}.png")
    return settings.model_copy(update={"cifar10": tmp_path / "photos"})


@pytest.mark.parametrize("form", ["as_npz", "as_folders"])
def test_samples_are_the_first_training_images_of_the_split(form: str, request):
    settings = request.getfixturevalue(form)
    samples = training_samples(CIFAR10, settings, 24)
    train = load_split(CIFAR10, settings).train
    assert np.array_equal(samples.images, train.images[:24])
    assert np.array_equal(samples.labels, train.labels[:24])


def test_samples_of_the_digits_are_the_first_training_images_and_hold_each_digit(settings):
    samples = training_samples(Data(images="digits"), settings, 24)
    assert np.array_equal(samples.images, load_split(Data(images="digits"), settings).train.images[:24])
    assert set(samples.labels) == set(range(10))


def test_samples_of_a_small_source_are_never_validation_images(as_npz):
    for data in (CIFAR10, CIFAR10.model_copy(update={"trains_on_validation": True})):
        assert len(training_samples(data, as_npz, 1000)) == 240


def test_of_class_folders_only_the_samples_are_opened(as_folders):
    wanted = training_samples(CIFAR10, as_folders, 1).images[0, 0, 0]
    for file in as_folders.cifar10.rglob("*.png"):
        if np.asarray(Image.open(file))[0, 0].tolist() != wanted.tolist():
            file.write_bytes(b"no picture")
    assert len(training_samples(CIFAR10, as_folders, 1)) == 1
    with pytest.raises(DatasetError):
        training_samples(CIFAR10, as_folders, 24)


def test_samples_of_what_is_not_there_are_one_sentence(settings):
    with pytest.raises(DatasetError, match="CIFAR-10 is not on this machine yet"):
        training_samples(CIFAR10, settings, 24)
