"""What a network said of a few images after its newest epoch comes back as it was saved, or is refused."""

import numpy as np
import pytest

from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.followed import Followed, followed_saved_at, load_followed, save_followed
from builder.store.ids import new_id


def of(epoch: int) -> Followed:
    random = np.random.default_rng(epoch)
    images = random.integers(0, 256, (8, 16, 12, 3), dtype=np.uint8)
    labels = np.arange(8, dtype=np.uint8)
    return Followed(epoch, images, labels, random.random((8, 10), dtype=np.float32), labels % 2 == 1)


def test_the_newest_epoch_replaces_the_one_before_and_a_run_without_has_none(settings: Settings):
    store, id = artifacts_of(settings), new_id()
    assert load_followed(store, id, classes=10) is None and followed_saved_at(store, id) is None
    for epoch in (1, 2):
        save_followed(store, id, of(epoch))
    found = load_followed(store, id, classes=10)
    assert found.epoch == 2
    for array, saved in zip(found[1:], of(2)[1:], strict=True):
        assert array.dtype == saved.dtype
        np.testing.assert_array_equal(array, saved)
    assert followed_saved_at(store, id) is not None
    assert store.whole_files(id) == ("followed.safetensors",)  # so it is in a backup, and goes with its run


def test_a_file_from_before_there_were_tricky_ones_says_that_none_is(settings: Settings):
    store, id = artifacts_of(settings), new_id()
    arrays = {name: array for name, array in of(1)._asdict().items() if name not in ("epoch", "are_tricky")}
    store.save_arrays(id, "followed", arrays | {"epoch": np.array([1], np.int32)})
    assert load_followed(store, id, classes=10).are_tricky.tolist() == [False] * 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": np.full(8, 10, np.uint8)},
        {"labels": np.arange(7, dtype=np.uint8)},
        {"images": np.zeros((8, 16, 12, 2), np.uint8)},
        {"images": np.zeros((8, 16, 12, 3), np.float32)},
        {"probabilities": np.zeros((8, 9), np.float32)},
        {"are_tricky": np.zeros(7, bool)},
    ],
    ids=["an unknown class", "too few labels", "two channels", "no bytes", "too few classes", "too few marks"],
)
def test_what_does_not_belong_together_is_refused(settings: Settings, wrong):
    store, id = artifacts_of(settings), new_id()
    save_followed(store, id, of(1)._replace(**wrong))
    with pytest.raises(ArtifactError):
        load_followed(store, id, classes=10)
    (store.folder(id) / "followed.safetensors").write_bytes(b"no file of arrays")
    with pytest.raises(ArtifactError):
        load_followed(store, id, classes=10)
