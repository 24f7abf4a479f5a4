"""scikit-learn's digits as 32x32x3 images, and what a fresh machine is offered."""

import subprocess
import sys

import numpy as np
import pytest

from builder.datasets.digits import enlarge, from_drawing, read
from builder.datasets.table import DATASETS, default_dataset, is_available, load_split, split_sizes, why_not
from builder.design.data import Data


def test_enlarging_equals_scipys_bilinear_zoom():
    from scipy.ndimage import zoom

    digits = np.random.RandomState(0).randint(0, 17, size=(5, 8, 8))
    expected = np.stack([zoom(d * 255 / 16, 4, order=1, mode="nearest", grid_mode=True) for d in digits])
    enlarged = enlarge(digits)
    assert enlarged.dtype == np.uint8
    assert np.abs(enlarged[..., 0] - expected).max() <= 0.5 + 1e-9


def test_a_digit_drawn_in_any_size_and_place_is_made_like_the_one_that_it_was_copied_from():
    """The nearest of the digits, as the eye would choose it, is nearly always of the same class."""
    from PIL import Image

    images, labels = read().images.images[:, :, :, 0].astype(np.float32), read().images.labels
    random, right = np.random.default_rng(0), 0
    for number in range(0, 1000, 10):
        drawing, size = np.zeros((64, 64), np.uint8), int(random.integers(24, 60))
        top, left = random.integers(0, 64 - size, 2)
        copy = Image.fromarray(images[number].astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
        drawing[top : top + size, left : left + size] = copy
        made = from_drawing(drawing)
        assert made.shape == (32, 32, 3) and made.dtype == np.uint8
        distances = np.square(images - made[:, :, 0]).sum(axis=(1, 2))
        right += labels[distances.argmin()] == labels[number]
    assert right >= 90


def test_of_nothing_drawn_there_is_nothing():
    assert not from_drawing(np.zeros((64, 64), np.uint8)).any()


def test_black_stays_black_and_the_brightest_becomes_255_in_all_three_channels():
    digits = np.stack([np.zeros((8, 8), int), np.full((8, 8), 16)])
    assert enlarge(digits).shape == (2, 32, 32, 3)
    assert np.unique(enlarge(digits)[0]).tolist() == [0]
    assert np.unique(enlarge(digits)[1]).tolist() == [255]


def test_the_digits_are_scikit_learns_1797_split_4_to_1_to_1(settings):
    from sklearn.datasets import load_digits

    data = Data(images="digits")
    split = load_split(data, settings)
    parts = (split.train, split.validation, split.test)
    assert [len(part) for part in parts] == [1199, 299, 299]
    assert data.images.classes == ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
    together = np.sort(np.concatenate([part.labels for part in parts]))
    assert np.array_equal(together, np.sort(load_digits().target))


def test_each_digit_has_the_pixels_and_the_class_that_scikit_learn_gives_it():
    from sklearn.datasets import load_digits

    pool, digits = read(), load_digits()
    assert np.array_equal(pool.images.images, enlarge(digits.images))
    assert np.array_equal(pool.images.labels, digits.target)


def test_a_set_is_plain_bytes_that_nothing_else_holds(settings):
    for _ in range(2):  # read, and then from the cache
        split = load_split(Data(images="digits"), settings)
        for part in (split.train, split.validation, split.test):
            assert type(part.images) is np.ndarray and part.images.flags.writeable
            assert (part.images.dtype, part.images.shape[1:]) == (np.uint8, (32, 32, 3))
            assert (part.labels.dtype, part.labels.shape) == (np.uint8, (len(part.images),))


@pytest.mark.parametrize("limit", [None, 40, 250, 40_000])
def test_split_sizes_are_those_of_the_loaded_split(settings, limit):
    data = Data(images="digits", limit=limit)
    split = load_split(data, settings)
    assert split_sizes(data, settings) == (len(split.train), len(split.validation), len(split.test))


def test_a_fresh_machine_has_the_digits_and_is_told_both_ways_to_cifar10(settings):
    assert is_available("digits", settings) and why_not("digits", settings) is None
    assert default_dataset(settings) == "digits"
    assert not is_available("cifar10", settings)
    sentence = why_not("cifar10", settings)
    assert "press Download" in sentence and "BUILDER_CIFAR10" in sentence and "digits" in sentence


def test_sizes_of_a_missing_cifar10_are_those_that_it_will_have(settings):
    assert split_sizes(Data(images="cifar10"), settings) == (40_000, 10_000, 10_000)
    assert split_sizes(Data(images="cifar10", limit=100), settings) == (100, 25, 25)


@pytest.mark.parametrize(("name", "title"), [("cifar10", "CIFAR-10"), ("digits", "Digits")])
def test_a_data_set_has_a_title_and_ten_classes_that_differ(name, title):
    assert DATASETS[name].title == title
    classes = DATASETS[name].source.classes
    assert len(classes) == len(set(classes)) == 10


def test_asking_what_is_there_imports_neither_scikit_learn_nor_tensorflow(settings):
    code = (
        "import sys; from pathlib import Path; from builder.settings import Settings\n"
        "from builder.datasets.table import *; from builder.design.data import Data\n"
        f"settings = Settings(home=Path({str(settings.home)!r}), cifar10=None, database_url='sqlite://')\n"
        "split_sizes(Data(), settings), default_dataset(settings)\n"
        "print([name for name in ('sklearn', 'tensorflow', 'keras', 'streamlit', 'requests') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
