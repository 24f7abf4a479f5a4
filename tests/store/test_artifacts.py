"""A run's files stay within its own folder, appear whole, and are checked when read."""

from pathlib import Path

import numpy as np
import pytest

from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions, save_predictions
from builder.store.ids import new_id


def predictions(count: int = 20) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.integers(0, 10, count, dtype=np.uint8), random.random((count, 10), dtype=np.float32)


def saved(settings: Settings, id: str, labels: np.ndarray, probabilities: np.ndarray) -> Path:
    """The file that these predictions are kept in."""
    save_predictions(artifacts_of(settings), id, "test", labels, probabilities)
    return settings.artifacts / id / "test_predictions.safetensors"


def test_predictions_come_back_as_they_were_saved(settings: Settings):
    id = new_id()
    labels, probabilities = predictions()
    file = saved(settings, id, labels, probabilities)
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    loaded = load_predictions(artifacts_of(settings), id, "test")
    assert loaded.labels.dtype == np.uint8
    assert loaded.probabilities.dtype == np.float32
    np.testing.assert_array_equal(loaded.labels, labels)
    np.testing.assert_array_equal(loaded.probabilities, probabilities)


def test_predictions_are_replaced_by_a_later_reading(settings: Settings):
    id = new_id()
    save_predictions(artifacts_of(settings), id, "test", *predictions(20))
    save_predictions(artifacts_of(settings), id, "test", *predictions(30))
    assert len(load_predictions(artifacts_of(settings), id, "test").labels) == 30


def test_a_file_written_by_another_layout_of_memory_is_the_same(settings: Settings):
    id = new_id()
    labels, probabilities = predictions()
    save_predictions(artifacts_of(settings), id, "test", labels.astype(np.int64), np.asfortranarray(probabilities))
    np.testing.assert_array_equal(load_predictions(artifacts_of(settings), id, "test").probabilities, probabilities)


@pytest.mark.parametrize(
    "id",
    ["", ".", "..", "../home", "a/b", "a\\b", "/etc", "C:\\x", "abcdefg", "abcdefghj", "ABCDEFGH", "abcdefg\n", "con",
     "2bcdefgh", "abcdéfgh", "abcd.fgh", "~abcdefg", "abcdefg\0", "$HOME234"],
)  # fmt: skip
def test_an_id_that_could_be_a_path_is_refused_by_every_function(settings: Settings, id: str):
    (settings.home / "precious").write_text("keep me")
    for call in (
        lambda: artifacts_of(settings).folder(id),
        lambda: load_predictions(artifacts_of(settings), id, "test"),
        lambda: artifacts_of(settings).remove(id),
        lambda: save_predictions(artifacts_of(settings), id, "test", *predictions()),
    ):
        with pytest.raises(ArtifactError, match="is not the id of a run") as error:
            call()
        assert "\n" not in str(error.value)
    assert (settings.home / "precious").read_text() == "keep me"


def test_missing_and_damaged_predictions_are_told_in_a_sentence(settings: Settings):
    id = new_id()
    with pytest.raises(ArtifactError, match="no test predictions"):
        load_predictions(artifacts_of(settings), id, "test")
    file = saved(settings, id, *predictions())
    for damaged in (b"", b"garbage", file.read_bytes()[:100], b"\xff" * 1000):
        file.write_bytes(damaged)
        with pytest.raises(ArtifactError, match="cannot be read"):
            load_predictions(artifacts_of(settings), id, "test")


def test_a_file_that_cannot_be_read_is_told_of_without_its_path(settings: Settings):
    id = new_id()
    file = saved(settings, id, *predictions())
    file.unlink()
    file.mkdir()
    with pytest.raises(ArtifactError, match=r"cannot be read \((Is a directory|Permission denied)\)") as told:
        load_predictions(artifacts_of(settings), id, "test")
    assert str(settings.home) not in str(told.value)


def test_predictions_of_another_shape_are_refused(settings: Settings):
    from safetensors.numpy import save

    id = new_id()
    labels, probabilities = predictions()
    for wrong in ((labels[:5], probabilities), (labels, probabilities[:, :9]), (probabilities, labels)):
        with pytest.raises(ValueError, match="expected labels"):
            save_predictions(artifacts_of(settings), id, "test", *wrong)
    file = saved(settings, id, labels, probabilities)
    for arrays in (
        {"labels": labels},
        {"labels": labels, "probabilities": probabilities.astype(np.float64)},
        {"labels": labels[:3], "probabilities": probabilities},
    ):
        file.write_bytes(save(arrays))
        with pytest.raises(ArtifactError, match="cannot be read"):
            load_predictions(artifacts_of(settings), id, "test")


def test_removing_a_run_removes_its_folder_only(settings: Settings):
    one, other = new_id(), new_id()
    for id in (one, other):
        save_predictions(artifacts_of(settings), id, "test", *predictions())
    artifacts_of(settings).remove(one)
    artifacts_of(settings).remove(one)  # twice is fine
    assert [folder.name for folder in settings.artifacts.iterdir()] == [other]


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(settings: Settings):
    settings.artifacts.write_text("a file in its place")
    with pytest.raises(ArtifactError, match="could not be saved"):
        save_predictions(artifacts_of(settings), new_id(), "test", *predictions())


def test_arrays_of_any_name_and_shape_come_back_and_none_where_none_were_saved(settings: Settings):
    id = new_id()
    maps = {"first": np.arange(24, dtype=np.float32).reshape(2, 3, 4), "second": np.zeros(0, np.uint8)}
    assert artifacts_of(settings).load_arrays(id, "feature_maps") is None
    artifacts_of(settings).save_arrays(id, "feature_maps", maps)
    loaded = artifacts_of(settings).load_arrays(id, "feature_maps")
    assert loaded.keys() == maps.keys()
    for name, array in maps.items():
        np.testing.assert_array_equal(loaded[name], array)
    assert artifacts_of(settings).load_arrays(id, "other_maps") is None


def test_a_runs_disk_use_is_the_length_of_its_files(settings: Settings):
    id = new_id()
    assert artifacts_of(settings).disk_use(id) == 0
    file = saved(settings, id, *predictions())
    (file.parent / "spec.json").write_bytes(b"12345")
    (file.parent / "spec.json.7.tmp").write_bytes(b"not whole yet")
    assert artifacts_of(settings).disk_use(id) == file.stat().st_size + 5
