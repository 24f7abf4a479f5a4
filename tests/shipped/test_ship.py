"""What benchmarks/ship.py writes of two kept networks; untrained ones here, and few of the images."""

import pytest

from benchmarks import ship as shipping
from benchmarks.ship import DRAWN, ship
from builder.design.edit.fields import changed
from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.jobs.measurement import Budget, shortened
from builder.presets import get
from builder.shipped.network import shipped_network
from tests.shipped.made import ship_small

#: So many training images, and a quarter as many to validate and to test: enough to have some beside the first 1,000.
LIMIT = 4_200


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Folders as `reproduce --keep` makes them, of the record and of its twin."""
    folder = tmp_path_factory.mktemp("networks")
    for name, budget in (("record", Budget()), ("twin", Budget(hold_out=True))):
        experiment, _ = shortened(get("21").experiment, 4, "float32", budget)
        experiment = changed(experiment, data=changed(experiment.data, limit=LIMIT))
        save_bundle(build_model(experiment), experiment, folder / name)
    return folder


@pytest.mark.slow
def test_both_are_measured_with_rounded_kernels_and_written_as_the_app_reads_them(kept, settings, cifar10_path):
    settings = settings.model_copy(update={"cifar10": cifar10_path})
    into = settings.home / "record"
    card = ship(settings, kept / "record", kept / "twin", into, ())
    assert shipped_network(settings.model_copy(update={"shipped": into})).card == card
    assert (card.name, card.preset, card.trained.seed) == ("Record, shipped", "21", 4)
    assert card.trained.images == LIMIT + LIMIT // 4 and card.twin.trained.images == LIMIT
    assert card.test.images == card.twin.validation.images == LIMIT // 4
    judged = card.none_of_these
    assert (judged.fitted_to, judged.false_alarms.images) == (1_000, LIMIT // 4 - 1_000)
    assert {kind for kind, found in judged.found.items() if found.share > 0.5} >= {"noise", "gradients"}
    assert card.samples.images == DRAWN == 20
    assert card.made.commands[1].endswith("--keep networks --hold-out")
    assert (into / "weights.safetensors").stat().st_size < 4_000_000


def test_a_network_without_its_twin_is_refused_with_a_sentence(kept, settings):
    for record, twin in (("record", "record"), ("twin", "record")):
        with pytest.raises(SystemExit, match="its twin that did not"):
            ship(settings, kept / record, kept / twin, settings.home / "record", ())


def test_what_is_too_large_to_come_with_the_app_is_not_written(monkeypatch, tmp_path):
    monkeypatch.setattr(shipping, "MOST_BYTES", 10_000)
    with pytest.raises(SystemExit, match="at most 10,000 may come with the app"):
        ship_small(tmp_path / "record")
    assert not (tmp_path / "record").exists()
