"""CIFAR-10 from an .npz: read right, checked before it is used, and quick to ask about."""

import zipfile

import numpy as np
import pytest

from builder.datasets.images import DatasetError
from builder.datasets.table import default_dataset, is_available, load_split, split_sizes, why_not
from builder.design.data import Data

CIFAR10 = Data(images="cifar10")


def arrays(train: int = 120, test: int = 60) -> dict[str, np.ndarray]:
    """Arrays as in cifar10.npz, but few; each class equally often."""
    random = np.random.RandomState(0)
    return {
        "x_train": random.randint(0, 256, size=(train, 32, 32, 3)).astype(np.uint8),
        "y_train": (np.arange(train) % 10).astype(np.uint8),
        "x_test": random.randint(0, 256, size=(test, 32, 32, 3)).astype(np.uint8),
        "y_test": (np.arange(test) % 10).astype(np.uint8),
    }


@pytest.fixture
def with_npz(settings, tmp_path):
    """Settings whose CIFAR-10 is an .npz of the given arrays."""

    def write(content: dict[str, np.ndarray]):
        path = tmp_path / "images.npz"
        np.savez_compressed(path, **content)
        return settings.model_copy(update={"cifar10": path})

    return write


def test_images_and_labels_are_those_of_the_file(with_npz):
    content = arrays()
    split = load_split(CIFAR10, with_npz(content))
    assert [len(split.train), len(split.validation), len(split.test)] == [96, 24, 60]
    assert np.array_equal(split.test.images, content["x_test"])
    assert np.array_equal(split.test.labels, content["y_test"])
    given = {(image.tobytes(), int(label)) for image, label in zip(content["x_train"], content["y_train"], strict=True)}
    got = {
        (image.tobytes(), int(label))
        for part in (split.train, split.validation)
        for image, label in zip(part.images, part.labels, strict=True)
    }
    assert got == given


def test_labels_as_keras_gives_them_in_a_column_are_taken(with_npz):
    content = arrays()
    column = content | {"y_train": content["y_train"].astype(np.int64)[:, None], "y_test": content["y_test"][:, None]}
    assert load_split(CIFAR10, with_npz(column)).test.labels.tolist() == content["y_test"].tolist()


def test_sizes_come_from_the_headers_and_equal_the_loaded_ones(with_npz):
    settings = with_npz(arrays())
    data = Data(images="cifar10", limit=40)
    split = load_split(data, settings)
    assert split_sizes(data, settings) == (len(split.train), len(split.validation), len(split.test)) == (40, 10, 10)
    assert default_dataset(settings) == "cifar10"


def test_asking_reads_no_pixels_and_loading_names_the_damaged_file(with_npz):
    settings = with_npz(arrays())
    damaged = bytearray(settings.cifar10.read_bytes())
    damaged[len(damaged) // 3] ^= 0xFF  # in the middle of x_train's pixels
    settings.cifar10.write_bytes(damaged)
    assert is_available("cifar10", settings)
    with pytest.raises(DatasetError, match="images.npz cannot be read as an .npz file; it may be damaged"):
        load_split(CIFAR10, settings)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x_train": np.zeros((120, 32, 32, 3), np.float32)}, r"x_train is float32 \(120, 32, 32, 3\); expected uint8"),
        ({"x_test": np.zeros((60, 28, 28), np.uint8)}, r"x_test is uint8 \(60, 28, 28\); expected uint8 \(N, 32, 32"),
        ({"x_train": np.zeros((120, 3, 32, 32), np.uint8)}, r"x_train is uint8 \(120, 3, 32, 32\); expected"),
        ({"y_train": np.zeros(119, np.uint8)}, r"y_train is uint8 \(119\); expected 120 whole numbers"),
        ({"y_train": np.zeros((120, 10), np.uint8)}, r"y_train is uint8 \(120, 10\); expected 120 whole numbers"),
        ({"y_test": np.zeros(60, np.float64)}, r"y_test is float64 \(60\); expected 60 whole numbers from 0 to 9"),
    ],
)
def test_arrays_of_another_shape_or_type_are_refused_at_a_glance(with_npz, change, sentence):
    settings = with_npz(arrays() | change)
    assert not is_available("cifar10", settings)
    with pytest.raises(DatasetError, match=sentence) as refused:
        load_split(CIFAR10, settings)
    assert str(refused.value) == why_not("cifar10", settings)
    assert str(settings.cifar10) in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (np.arange(120) % 11, "the training labels contain 10; expected whole numbers from 0 to 9"),
        (np.arange(120, dtype=np.int64) % 10 - 1, "the training labels contain -1; expected"),
        (np.arange(120, dtype=np.uint8) % 9, r"hold truck \(label 9\) 0 times; expected at least 6"),
    ],
)
def test_labels_out_of_range_or_without_a_class_are_refused(with_npz, labels, sentence):
    with pytest.raises(DatasetError, match=sentence):
        load_split(CIFAR10, with_npz(arrays() | {"y_train": labels}))


def test_missing_arrays_are_named(with_npz):
    content = arrays()
    del content["y_train"], content["x_test"]
    assert "lacks y_train, x_test; expected the arrays x_train, y_train, x_test and y_test" in why_not(
        "cifar10", with_npz(content)
    )


def test_an_array_of_objects_is_never_unpickled(with_npz):
    settings = with_npz(arrays() | {"y_train": np.array([print] * 120, dtype=object)})
    assert "y_train is object (120); expected 120 whole numbers" in why_not("cifar10", settings)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_npz_is_named_with_what_to_do(settings, tmp_path, content):
    path = tmp_path / "images.npz"
    path.write_bytes(content)
    sentence = why_not("cifar10", settings.model_copy(update={"cifar10": path}))
    assert sentence.startswith(f"{path} cannot be read as an .npz file") and "copy it again" in sentence


def test_a_member_that_is_no_array_is_refused(settings, tmp_path):
    path = tmp_path / "images.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in arrays():
            archive.writestr(f"{name}.npy", "__import__('os').abort()")
    assert "cannot be read as an .npz file" in why_not("cifar10", settings.model_copy(update={"cifar10": path}))


def test_a_setting_that_names_nothing_is_said_even_where_cifar10_was_downloaded(settings, tmp_path):
    (settings.datasets / "cifar10").mkdir(parents=True)
    wrong = settings.model_copy(update={"cifar10": tmp_path / "nowhere"})
    sentence = why_not("cifar10", wrong)
    assert f"BUILDER_CIFAR10 is {tmp_path / 'nowhere'}, but nothing is there; correct it, or unset it" in sentence
    assert "Download" not in sentence  # which would change nothing


def test_the_archive_itself_is_answered_with_unpack_it(settings, tmp_path):
    archive = tmp_path / "cifar-10-python.tar.gz"
    archive.write_bytes(b"\x1f\x8b")
    assert "unpack it" in why_not("cifar10", settings.model_copy(update={"cifar10": archive}))


def test_the_real_cifar10_is_split_40000_10000_10000_with_equal_classes(settings, cifar10_path):
    real = settings.model_copy(update={"cifar10": cifar10_path})
    assert split_sizes(CIFAR10, real) == (40_000, 10_000, 10_000)
    split = load_split(CIFAR10, real)
    counts = [np.bincount(part.labels).tolist() for part in (split.train, split.validation, split.test)]
    assert counts == [[4_000] * 10, [1_000] * 10, [1_000] * 10]
    # The per-channel means of CIFAR-10's 50,000, in every normalisation table: 0.4914, 0.4822, 0.4465.
    sums = sum(part.images.sum(axis=(0, 1, 2), dtype=np.int64) for part in (split.train, split.validation))
    assert sums / (50_000 * 32 * 32) / 255 == pytest.approx([0.4914, 0.4822, 0.4465], abs=0.0001)
