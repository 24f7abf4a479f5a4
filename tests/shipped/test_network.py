"""The network that comes with the app, as it is read: whole, missing and damaged."""

import json
import os
import shutil

import numpy as np
import pytest

from builder.engine.build import build_model
from builder.engine.bundle import BundleError, halved, load_bundle, weights_of, write_bundle
from builder.settings import SHIPPED, load_settings
from builder.shipped.network import SHIPPED_ID, ShippedError, is_shipped, shipped_network
from builder.shipped.reading import CARD_FILE, CHECKED, MOST_BYTES
from builder.store.board.marks import marks_of
from builder.store.ids import is_id
from builder.store.runs.kept import kept_runs
from builder.words.marks import MIRROR_AVERAGE, TRAINED_ON_VALIDATION
from tests.shipped.made import CARD, experiment


def test_it_is_a_finished_run_of_nobody_that_no_database_has(shipping, db):
    shipped = shipped_network(shipping)
    run = shipped.run
    assert (run.id, run.name, run.owner, run.state) == (SHIPPED_ID, "Record, shipped", "", "finished")
    assert is_shipped(run) and not is_id(run.id)  # so no run has its id, and no folder of files
    assert run.experiment == experiment() and run.has_weights and run.validation_accuracy is None
    assert (run.tested.correct, run.tested.count) == (9_412, 10_000)
    assert marks_of(run) == (TRAINED_ON_VALIDATION, MIRROR_AVERAGE)
    assert kept_runs(db) == ()


def test_its_card_and_its_images_are_those_that_were_written(shipping):
    shipped = shipped_network(shipping)
    assert shipped.card.model_copy(update={"files": {}}) == CARD
    assert set(shipped.card.files) == set(CHECKED)
    assert shipped.samples.images.shape == (20, 32, 32, 3) and shipped.samples.images.dtype == np.uint8
    assert len(shipped.measured.distances) == 200


def test_an_app_may_come_without_one(settings):
    assert shipped_network(settings) is None


def test_where_it_is_is_a_setting_and_by_default_part_of_the_package(tmp_path):
    given = {"BUILDER_HOME": str(tmp_path), "BUILDER_SHIPPED": str(tmp_path / "record")}
    assert load_settings(given).shipped == tmp_path / "record"
    assert load_settings(given | {"BUILDER_SHIPPED": ""}).shipped == SHIPPED
    assert SHIPPED.parts[-3:] == ("builder", "shipped", "record")


def flipped(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)


def without_its_test(folder):
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    del card["test"]
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")


def more_right_than_there_are(folder):
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    card["test"]["number"] = 10_001
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")


def replaced_by(folder, name, make):
    (folder / name).unlink()
    make(folder / name)


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda folder, name=name: flipped(folder, name) for name in CHECKED),
        *(lambda folder, name=name: (folder / name).unlink() for name in (CARD_FILE, *CHECKED)),
        lambda folder: (folder / "spec.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / CARD_FILE).write_text("no card", encoding="utf-8"),
        lambda folder: (folder / CARD_FILE).write_bytes(b"\xff\xfe"),
        # Nobody would ever write into it: who reads it waits for ever.
        pytest.param(lambda folder: replaced_by(folder, "spec.json", os.mkfifo), marks=pytest.mark.timeout(60)),
        lambda folder: replaced_by(folder, "weights.safetensors", lambda path: path.symlink_to("/dev/zero")),
        lambda folder: os.truncate(folder / "spec.json", MOST_BYTES + 1),
        without_its_test,
        more_right_than_there_are,
    ],
)
def test_a_damaged_one_is_one_sentence(settings, record, tmp_path, damage):
    folder = tmp_path / "record"
    shutil.copytree(record, folder)
    damage(folder)
    with pytest.raises(ShippedError) as caught:
        shipped_network(settings.model_copy(update={"shipped": folder}))
    said = str(caught.value)
    assert said.startswith("The network that comes with the app is damaged") and said.endswith(".") and "\n" not in said


def test_it_is_read_anew_once_its_files_were_replaced(settings, record, tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(record, folder)
    place = settings.model_copy(update={"shipped": folder})
    assert shipped_network(place).card.preset == "21"
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(json.dumps(card | {"preset": "20"}), encoding="utf-8")
    assert shipped_network(place).card.preset == "20"


def test_half_a_precision_keeps_kernels_to_eleven_bits_and_vectors_whole(tmp_path):
    model = build_model(experiment(), seed=1)
    weights = weights_of(model)
    write_bundle(halved(weights), experiment(), tmp_path)
    read = weights_of(load_bundle(tmp_path)[1])
    for name, array in weights.items():
        assert read[name].dtype == np.float32
        if array.ndim == 1:
            assert (read[name] == array).all()
        else:
            np.testing.assert_allclose(read[name], array, rtol=2**-11, atol=2**-25)
    assert (tmp_path / "weights.safetensors").stat().st_size < 2.2 * sum(
        array.size for array in weights.values()
    ) + 9_000


def test_a_kernel_that_is_too_large_for_half_a_precision_is_refused_when_it_is_read(tmp_path):
    weights = weights_of(build_model(experiment(), seed=1))
    name = next(name for name, array in weights.items() if array.ndim > 1)
    weights[name] = np.full_like(weights[name], 1e6)
    with np.errstate(over="ignore"):
        write_bundle(halved(weights), experiment(), tmp_path)
    with pytest.raises(BundleError, match="not finite"):
        load_bundle(tmp_path)
