"""Decoded images are kept: quicker when they can be, never in the way when they cannot."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from builder.datasets.cache import cached
from builder.datasets.images import Images, Pool
from builder.datasets.table import load_split
from builder.design.data import Data

CIFAR10 = Data(images="cifar10")


def write_npz(path, brightness: int) -> None:
    labels = (np.arange(120) % 10).astype(np.uint8)
    images = np.full((120, 32, 32, 3), brightness, dtype=np.uint8)
    np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)


@pytest.fixture
def source(settings, tmp_path):
    path = tmp_path / "images.npz"
    write_npz(path, 10)
    return settings.model_copy(update={"cifar10": path})


def brightness(settings) -> int:
    split = load_split(CIFAR10, settings)
    values = {int(value) for part in (split.train, split.validation, split.test) for value in np.unique(part.images)}
    assert len(values) == 1
    return values.pop()


def kept(settings) -> list[str]:
    return sorted(entry.name for entry in (settings.datasets / "cache").iterdir())


def test_an_unchanged_source_is_not_decoded_again(source):
    assert brightness(source) == 10
    before = source.cifar10.stat()
    write_npz(source.cifar10, 20)  # other pixels, but the size and the time of before
    os.utime(source.cifar10, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert brightness(source) == 10


def test_a_changed_source_is_decoded_again_and_replaces_what_was_kept(source):
    assert brightness(source) == 10
    first = kept(source)
    write_npz(source.cifar10, 20)
    os.utime(source.cifar10, (1, 1))
    assert brightness(source) == 20
    assert len(kept(source)) == 1 and kept(source) != first


def test_digits_and_cifar10_are_kept_side_by_side(source):
    load_split(Data(images="digits"), source)
    brightness(source)
    load_split(Data(images="digits"), source)
    assert [name.split("-")[0] for name in kept(source)] == ["cifar10", "digits"]


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"no array at all" * 1000])
def test_a_damaged_copy_is_replaced_from_the_source(source, damage):
    assert brightness(source) == 10
    (copy,) = (source.datasets / "cache").iterdir()
    (copy / "pool_images.npy").write_bytes(damage)
    assert brightness(source) == 10
    assert np.load(copy / "pool_images.npy").shape == (120, 32, 32, 3)


def test_a_copy_cut_short_is_replaced_from_the_source(source):
    assert brightness(source) == 10
    (copy,) = (source.datasets / "cache").iterdir()
    whole = (copy / "test_images.npy").read_bytes()
    (copy / "test_images.npy").write_bytes(whole[:-1])
    assert brightness(source) == 10
    assert (copy / "test_images.npy").read_bytes() == whole


def test_a_full_disk_costs_only_the_copy(source, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert brightness(source) == 10
    assert kept(source) == []


def test_a_home_that_cannot_hold_a_copy_is_no_obstacle(source):
    source.datasets.write_text("a file where the folder should be")
    assert brightness(source) == 10


def test_many_at_once_all_get_the_images_of_which_one_reads_the_source(tmp_path):
    reads: list[str] = []

    def read() -> Pool:
        reads.append("read")
        return Pool(Images(np.full((20, 8, 8, 1), 7, np.uint8), np.zeros(20, np.uint8)), None)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: cached(tmp_path, "made", "1", read).images.images.mean(), range(8)))
    assert found == [7] * 8
    assert reads == ["read"]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_process_left_is_removed_when_it_is_old(source):
    cache = source.datasets / "cache"
    for name, age in ((".cifar10-old-part", 7200), (".cifar10-new-part", 10)):
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, (time.time() - age, time.time() - age))
    brightness(source)
    assert [name for name in kept(source) if name.startswith(".")] == [".cifar10-new-part"]
