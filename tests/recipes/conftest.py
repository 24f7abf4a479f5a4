"""What every recipe's test starts from: a home, and a tiny data set of the test's own."""

import numpy as np
import pytest

from builder.datasets.images import Images, Pool
from builder.datasets.scripts import Script
from builder.datasets.table import DATASETS, Dataset
from builder.design.images import ImageSource
from builder.jobs.executor.local import services

#: Stripes in three colours' channels, on images that are neither square nor 32 pixels wide, in four classes.
STRIPES = ImageSource(dataset="stripes", shape=(12, 16, 3), classes=("across", "down", "slanting", "none of them"))
IMAGES_A_CLASS = 30

_CODE = '''\
def load_data():
    """120 made-up images, split by class."""
    random = np.random.RandomState(0)
    images, labels = random.randint(0, 256, (120, 12, 16, 3)).astype("uint8"), np.arange(120) % 4
    images[np.arange(120), 2 * labels, :, 0] = 255
    train_images, val_images, train_labels, val_labels = train_test_split(
        images, labels, test_size=40, stratify=labels, random_state={seed}
    )
    test_images, test_labels = val_images[:20], val_labels[:20]
    val_images, val_labels = val_images[20:], val_labels[20:]
'''


def stripes() -> Pool:
    """120 images, each with a bright row whose height says its class."""
    count = IMAGES_A_CLASS * len(STRIPES.classes)
    labels = (np.arange(count) % len(STRIPES.classes)).astype(np.uint8)
    images = np.random.RandomState(0).randint(0, 256, (count, *STRIPES.shape)).astype(np.uint8)
    images[np.arange(count), 2 * labels, :, 0] = 255
    return Pool(Images(images, labels), None)


@pytest.fixture
def stripes_dataset():
    """The recipe for a data set, carried out: one call."""
    DATASETS.register(
        Dataset(
            source=STRIPES,
            title="Stripes",
            in_a_sentence="the stripes",
            usual_counts=(120, None),
            counts=lambda settings: (120, None),
            read=lambda settings: stripes(),
            take=lambda settings, choose: stripes().images.chosen(choose),
            script=Script(_CODE, (), "120 made-up images of stripes"),
        )
    )
    yield STRIPES
    DATASETS.unregister("stripes")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home of the test's own, without CIFAR-10; no process is started."""
    monkeypatch.setattr(services, "ensure", lambda settings, name: None)
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    return tmp_path / "home"
