"""CIFAR-10's official folder of pickles: read right, and harmless whatever it contains."""

import os
import pickle
import struct

import numpy as np
import pytest

from builder.datasets import batches
from builder.datasets.images import DatasetError
from builder.datasets.safe_pickle import UnsafePickleError, load_plain
from builder.datasets.table import is_available, load_split, split_sizes, why_not
from builder.design.data import Data

CIFAR10 = Data(images="cifar10")
NAMES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")


def py2_text(text: bytes) -> bytes:
    if len(text) < 256:
        return b"U" + struct.pack("<B", len(text)) + text
    return b"T" + struct.pack("<i", len(text)) + text


def py2_int(number: int) -> bytes:
    return b"K" + bytes([number]) if number < 256 else b"M" + struct.pack("<H", number)


def py2_array(rows: np.ndarray, fortran_order: bool = False) -> bytes:
    """A uint8 matrix as Python 2's cPickle and numpy wrote it in 2009, protocol 2."""
    return (
        b"cnumpy.core.multiarray\n_reconstruct\nq\x06cnumpy\nndarray\nq\x07K\x00\x85U\x01b\x87Rq\x08"
        b"(K\x01" + py2_int(rows.shape[0]) + py2_int(rows.shape[1]) + b"\x86"
        b"cnumpy\ndtype\nq\x09U\x02u1K\x00K\x01\x87Rq\x0a"
        b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        + (b"\x88" if fortran_order else b"\x89")
        + py2_text(rows.tobytes(order="F" if fortran_order else "C"))
        + b"tb"
    )


def py2_batch(rows: np.ndarray, labels: list[int], fortran_order: bool = False) -> bytes:
    """One batch file: its label, its labels, its pixels and the names of its pictures."""
    names = b"".join(b"U\x0bpicture.png" for _ in labels)
    return (
        b"\x80\x02}q\x01("
        + py2_text(b"batch_label")
        + b"q\x02"
        + py2_text(b"training batch 1 of 5")
        + b"q\x03"
        + py2_text(b"labels")
        + b"q\x04]q\x05("
        + b"".join(py2_int(label) for label in labels)
        + b"e"
        + py2_text(b"data")
        + py2_array(rows, fortran_order)
        + py2_text(b"filenames")
        + b"](" + names + b"eu."
    )  # fmt: skip


def rows_of(images: np.ndarray) -> np.ndarray:
    """(N, 32, 32, 3) as the official rows: 1,024 reds, then greens, then blues."""
    return images.transpose(0, 3, 1, 2).reshape(len(images), 3072)


@pytest.fixture
def ten_a_file(monkeypatch):
    """Files of ten images instead of ten thousand."""
    monkeypatch.setattr(batches, "IMAGES_IN_A_FILE", 10)


@pytest.fixture
def folder(tmp_path, ten_a_file):
    """An official folder in small; `images_of(name)` says what is in which file."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(py2_batch(rows_of(images_of(name)), list(range(10))))
    return folder


def images_of(name: str) -> np.ndarray:
    return np.random.RandomState(NAMES.index(name)).randint(0, 256, size=(10, 32, 32, 3)).astype(np.uint8)


@pytest.fixture
def with_folder(settings, folder):
    return settings.model_copy(update={"cifar10": folder})


def test_python_itself_reads_what_these_tests_write():
    document = pickle.loads(py2_batch(rows_of(images_of("test_batch")), [3] * 10), encoding="bytes")
    assert np.array_equal(document[b"data"], rows_of(images_of("test_batch")))
    assert document[b"labels"] == [3] * 10 and len(document[b"filenames"]) == 10


def test_images_are_put_together_from_the_six_files(with_folder):
    split = load_split(CIFAR10, with_folder)
    assert np.array_equal(split.test.images, images_of("test_batch"))
    assert split.test.labels.tolist() == list(range(10))
    given = {image.tobytes() for name in NAMES[:5] for image in images_of(name)}
    assert {image.tobytes() for part in (split.train, split.validation) for image in part.images} == given
    assert split_sizes(CIFAR10, with_folder) == (40, 10, 10)


@pytest.fixture(autouse=True)
def few_of_a_class_are_enough(monkeypatch):
    monkeypatch.setattr("builder.datasets.class_folders.MIN_A_CLASS", 1)


def test_the_folder_above_may_be_named_too(settings, folder):
    assert is_available("cifar10", settings.model_copy(update={"cifar10": folder.parent}))


def test_downloaded_batches_are_used_where_nothing_is_set(settings, folder):
    settings.datasets.mkdir()
    folder.rename(settings.datasets / "cifar10")
    assert len(load_split(CIFAR10, settings).test) == 10


@pytest.mark.parametrize("fortran_order", [False, True])
def test_either_order_of_memory_is_read_as_the_same_rows(fortran_order):
    rows = np.arange(6, dtype=np.uint8).reshape(2, 3)
    document = load_plain(b"\x80\x02}U\x04data" + py2_array(rows, fortran_order) + b"s.")
    assert document[b"data"].tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("protocol", [3, 4])
def test_batches_written_again_by_python_3_are_read(protocol):
    rows = np.arange(12, dtype=np.uint8).reshape(3, 4)
    document = load_plain(pickle.dumps({b"data": rows, b"labels": [1, 2, 300]}, protocol=protocol))
    assert np.array_equal(document[b"data"], rows) and document[b"labels"] == [1, 2, 300]


class Runs:
    """Pickles as a call of `function`."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", range(5))
@pytest.mark.parametrize("function", [os.system, eval, exec, __import__, np.load, getattr], ids=lambda f: f.__name__)
def test_a_pickle_that_calls_something_is_refused_and_nothing_runs(protocol, function, tmp_path):
    mark = tmp_path / "it ran"
    code = f"touch '{mark}'" if function is os.system else f"open({str(mark)!r}, 'w')"
    with pytest.raises(UnsafePickleError, match=rf"asks for .*\.{function.__name__}"):
        load_plain(pickle.dumps({"data": Runs(function, code)}, protocol=protocol))
    assert not mark.exists()


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (b"\x80\x02cos\nsystem\n.", "asks for os.system"),
        (b"\x80\x02cnumpy\nndarray\nK\x00\x85R.", "calls what is not a function"),
        (b"\x80\x02cnumpy\nndarray\nK\x00\x85\x81.", "instruction NEWOBJ"),
        (b"\x80\x02(inumpy\ndtype\n.", "instruction INST"),
        (b"\x80\x02\x82\x01.", "instruction EXT1"),
        (b"\x80\x02K\x00Q.", "instruction BINPERSID"),
        (b"\x80\x02cnumpy\ndtype\nN}U\x05_call\x4b\x00s\x86b.", "tries to change a function"),
        (b"\x80\x02cnumpy\ndtype\nU\x01O\x85R.", "not of bytes"),
        (b"\x80\x02cnumpy\ndtype\nU\x02f8\x85R.", "not of bytes"),
        (b"\x80\x02K\x00r\xff\xff\xff\x7f.", "too much memory"),
        (b"K\x00p2000000000\n.", "too much memory"),
        (b"\x80\x02}U\x04data", "damaged"),
        (b"\x80\x02T\xff\xff\xff\x7fab.", "damaged"),
        (b"", "damaged"),
        (b"hello", "instruction|damaged"),
    ],
)
def test_other_tricks_are_refused_with_a_reason(program, reason):
    with pytest.raises(UnsafePickleError, match=reason):
        load_plain(program)


@pytest.mark.parametrize("shape", [(2, 4), (2, -3), (3, 3)])
def test_an_array_that_lies_about_its_size_is_refused(shape):
    honest = pickle.dumps({b"data": np.zeros((2, 3), np.uint8)}, protocol=2)
    assert b"K\x02K\x03\x86" in honest
    lengths = b"".join(b"K" + bytes([n]) if n >= 0 else b"J" + struct.pack("<i", n) for n in shape)
    program = b"\x80\x02}U\x04data" + py2_array(np.zeros((2, 3), np.uint8)).replace(
        b"K\x02K\x03\x86", lengths + b"\x86"
    )
    with pytest.raises(UnsafePickleError, match="another size than it says|not plain bytes"):
        load_plain(program + b"s.")


def test_a_hostile_file_in_the_folder_is_named_and_never_run(with_folder, tmp_path):
    mark = tmp_path / "it ran"
    hostile = pickle.dumps({b"pad": bytes(40_000), b"data": Runs(os.system, f"touch '{mark}'")}, protocol=4)
    (with_folder.cifar10 / "data_batch_3").write_bytes(hostile)
    with pytest.raises(DatasetError) as refused:
        load_split(CIFAR10, with_folder)
    assert "data_batch_3 is not an official CIFAR-10 batch (it asks for " in str(refused.value)
    assert "Unpack cifar-10-python.tar.gz again." in str(refused.value)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("rows", "labels", "sentence"),
    [
        (np.zeros((10, 3072), np.uint8), [0] * 9 + [10], "test_batch holds no 10 labels from 0 to 9"),
        (np.zeros((10, 3072), np.uint8), [0] * 9, "test_batch holds no 10 labels from 0 to 9"),
        (np.zeros((12, 3072), np.uint8), [0] * 10, "test_batch holds no data of 10 x 3,072 bytes"),
    ],
)
def test_a_batch_of_another_content_is_refused(with_folder, rows, labels, sentence):
    (with_folder.cifar10 / "test_batch").write_bytes(py2_batch(rows, labels))
    with pytest.raises(DatasetError, match=sentence):
        load_split(CIFAR10, with_folder)


def test_a_missing_and_a_short_file_are_seen_without_reading(with_folder):
    (with_folder.cifar10 / "data_batch_2").write_bytes(b"\x80\x02}")
    assert "data_batch_2 has 3 bytes; expected about" in why_not("cifar10", with_folder)
    (with_folder.cifar10 / "data_batch_2").unlink()
    assert "lacks data_batch_2; expected data_batch_1 to data_batch_5 and test_batch" in why_not("cifar10", with_folder)


def test_the_real_images_in_the_official_form_are_the_same_as_in_the_npz(settings, cifar10_path, tmp_path):
    if cifar10_path.suffix != ".npz":
        pytest.skip("BUILDER_CIFAR10 is not an .npz to compare with")
    with np.load(cifar10_path) as real:
        images, labels = real["x_test"], real["y_test"].reshape(-1)
    (tmp_path / "test_batch").write_bytes(py2_batch(rows_of(images), labels.tolist()))
    for name in NAMES[:5]:
        os.link(tmp_path / "test_batch", tmp_path / name)
    assert is_available("cifar10", settings.model_copy(update={"cifar10": tmp_path}))
    pool = batches.read(tmp_path)
    assert np.array_equal(pool.test.images, images) and np.array_equal(pool.test.labels, labels)
    assert pool.images.images.shape == (50_000, 32, 32, 3)
