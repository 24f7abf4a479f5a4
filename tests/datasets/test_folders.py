"""Class folders of pictures as CIFAR-10: counted without reading, read as photos are, and explained when wrong."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, is_available, load_split, split_sizes, why_not
from builder.design.data import Data

CIFAR10 = Data(images="cifar10")
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
COLOURS = {name: (20 * number, 255 - 20 * number, 7 * number) for number, name in enumerate(CLASSES)}


def fill(folder: Path, count: int, suffix: str = ".png", size: tuple[int, int] = (32, 32)) -> None:
    """`count` pictures for each class, all of the class's colour."""
    for name in CLASSES:
        (folder / name).mkdir(parents=True)
        for number in range(count):
            Image.new("RGB", size, COLOURS[name]).save(folder / name / f"{number}{suffix}")


@pytest.fixture
def photos(tmp_path):
    return tmp_path / "photos"


@pytest.fixture
def with_photos(settings, photos):
    return settings.model_copy(update={"cifar10": photos})


def assert_coloured_by_class(images) -> None:
    for image, label in zip(images.images, images.labels, strict=True):
        assert np.unique(image.reshape(-1, 3), axis=0).tolist() == [list(COLOURS[CLASSES[label]])]


def test_the_class_names_are_cifar10s_in_its_order():
    assert DATASETS["cifar10"].source.classes == CLASSES


def test_class_folders_alone_are_split_4_to_1_to_1(photos, with_photos):
    fill(photos, 12)
    assert split_sizes(CIFAR10, with_photos) == (80, 20, 20)
    split = load_split(CIFAR10, with_photos)
    for part, count in ((split.train, 8), (split.validation, 2), (split.test, 2)):
        assert np.bincount(part.labels).tolist() == [count] * 10
        assert_coloured_by_class(part)


def test_train_and_test_folders_keep_the_test_set_apart(photos, with_photos):
    fill(photos / "train", 10)
    fill(photos / "Test", 6)
    assert split_sizes(CIFAR10, with_photos) == (80, 20, 60)
    split = load_split(CIFAR10, with_photos)
    assert [len(split.train), len(split.validation), len(split.test)] == [80, 20, 60]
    assert_coloured_by_class(split.test)


def test_names_of_classes_may_be_written_in_any_case(photos, with_photos):
    fill(photos, 6)
    (photos / "cat").rename(photos / "other")
    (photos / "other").rename(photos / "CAT")
    (photos / "dog").rename(photos / "another")
    (photos / "another").rename(photos / "Dog")
    assert is_available("cifar10", with_photos)


def test_pictures_of_any_size_and_allowed_format_are_made_32_by_32(photos, with_photos):
    fill(photos, 6, suffix=".bmp", size=(70, 41))
    for name in CLASSES:
        Image.new("RGB", (5, 9), COLOURS[name]).save(photos / name / "named-wrongly.jpg", format="PNG")
    split = load_split(CIFAR10, with_photos)
    for part in (split.train, split.validation, split.test):
        assert part.images.shape[1:] == (32, 32, 3)
        assert_coloured_by_class(part)


def test_a_32_by_32_picture_is_taken_pixel_by_pixel(photos, with_photos):
    fill(photos, 6)
    noise = np.random.RandomState(0).randint(0, 256, size=(32, 32, 3)).astype(np.uint8)
    for name in CLASSES:
        for file in (photos / name).iterdir():
            Image.fromarray(noise).save(file)
    assert np.array_equal(load_split(CIFAR10, with_photos).train.images[0], noise)


def test_files_that_systems_add_are_passed_over(photos, with_photos):
    fill(photos, 6)
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._0.png"):
        (photos / "cat" / name).write_bytes(b"system")
    (photos / "__MACOSX").mkdir()
    assert sum(split_sizes(CIFAR10, with_photos)) == 60
    assert len(load_split(CIFAR10, with_photos).test) == 10


def test_missing_classes_are_named_with_what_was_found(photos, with_photos):
    fill(photos, 6)
    (photos / "ship").rename(photos / "boats")
    (photos / "truck").rename(photos / "lorries")
    sentence = why_not("cifar10", with_photos)
    assert "has no folder for ship, truck; expected one for each of airplane, automobile, bird" in sentence
    assert "boats" in sentence and "lorries" in sentence


def test_an_empty_folder_is_said_to_hold_no_folders(photos, with_photos):
    photos.mkdir()
    assert "but found no folders" in why_not("cifar10", with_photos)


def test_a_class_with_too_few_pictures_is_named(photos, with_photos):
    fill(photos, 6)
    for file in (photos / "frog").iterdir():
        file.unlink()
    sentence = why_not("cifar10", with_photos)
    assert f"{photos / 'frog'} holds 0 images; expected at least 6" in sentence


def test_train_without_test_is_explained(photos, with_photos):
    fill(photos / "train", 6)
    assert "has a folder train but no folder test" in why_not("cifar10", with_photos)


def test_unreadable_pictures_are_counted_and_the_first_named(photos, with_photos):
    fill(photos, 8)
    for name in ("bird/1.png", "cat/0.png", "cat/5.png", "dog/2.png", "truck/7.png"):
        (photos / name).write_text("not a picture")
    assert is_available("cifar10", with_photos)  # asking reads no pixels
    with pytest.raises(DatasetError) as refused:
        load_split(CIFAR10, with_photos)
    sentence = str(refused.value)
    assert "5 files are no pictures that can be read" in sentence
    assert all(str(Path(name)) in sentence for name in ("bird/1.png", "cat/0.png", "cat/5.png"))
    assert "and 2 more; the first says: The file is text" in sentence
    assert "\n" not in sentence


def test_added_and_changed_pictures_are_seen_although_others_are_kept(photos, with_photos):
    fill(photos, 6)
    assert sum(split_sizes(CIFAR10, with_photos)) == len_of_all(with_photos) == 60
    Image.new("RGB", (40, 40), COLOURS["cat"]).save(photos / "cat" / "another.png")
    assert sum(split_sizes(CIFAR10, with_photos)) == len_of_all(with_photos) == 61
    Image.new("RGB", (99, 99), "white").save(photos / "cat" / "another.png")
    split = load_split(CIFAR10, with_photos)
    parts = (split.train, split.validation, split.test)
    assert sum(int((part.images == 255).all(axis=(1, 2, 3)).sum()) for part in parts) == 1


def len_of_all(settings) -> int:
    split = load_split(CIFAR10, settings)
    return len(split.train) + len(split.validation) + len(split.test)
