"""How long a run will take, before Train: from references, from earlier runs, by the rules for stopping, and queued."""

import pytest

from builder import jobs, presets
from builder.design.edit.fields import edited
from builder.engine.known_pace import PACE, keep_trained, trained_as
from builder.engine.remembered import keep
from builder.jobs.executor.local import machine
from builder.jobs.service.how_long import HowLong, beside_others, epochs_between, runs_before, seconds_per_image
from builder.progress.epoch import Epoch
from builder.progress.pace import Pace
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle
from tests.jobs.paces import DEEP, PACE_HERE, SHALLOW
from tests.jobs.watching import OWNER, small

PROJECT_0 = presets.get("0").experiment.on("digits")


@pytest.fixture(autouse=True)
def crowd(monkeypatch) -> None:
    """The machine has room."""
    monkeypatch.setattr(machine, "crowd", lambda: 1.0)


def asked(settings, experiment) -> HowLong | None:
    return jobs.how_long(settings, experiment, jobs.readiness(settings, experiment))


def epochs(*seconds: float) -> list[Epoch]:
    return [
        Epoch(epoch=number + 1, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=each)
        for number, each in enumerate(seconds)
    ]


def test_validation_with_the_mirror_image_takes_longer(settings):
    keep(settings.home / "speed", PACE, PACE_HERE)
    mirrored = edited(PROJECT_0, ("training", "mirror_average"), True)
    assert asked(settings, mirrored).low > asked(settings, PROJECT_0).low


def test_nothing_is_promised_before_anything_was_measured_nor_of_a_design_that_cannot_be_trained(settings):
    assert asked(settings, PROJECT_0) is None
    keep(settings.home / "speed", PACE, PACE_HERE)
    assert asked(settings, PROJECT_0) is not None
    assert asked(settings, PROJECT_0.on("cifar10")) is None  # its images are not here


def test_an_image_costs_what_the_references_say_of_their_own_networks(settings):
    ready = jobs.readiness(settings, PROJECT_0)
    own = SHALLOW.model_copy(
        update={"multiply_adds": ready.summary.multiply_adds, "activations": ready.summary.activation_bytes(1) // 4}
    )
    told = seconds_per_image(PROJECT_0, ready, Pace(references=(own, DEEP)))
    assert told == pytest.approx(1e-4, rel=0.1)  # and its share of a step


def test_twice_the_epochs_take_longer_and_a_deeper_network_too(settings):
    keep(settings.home / "speed", PACE, PACE_HERE)
    once = asked(settings, PROJECT_0)
    twice = asked(settings, edited(PROJECT_0, ("training", "epochs"), 40))
    deeper = asked(settings, edited(presets.get("11").experiment.on("digits"), ("training", "early_stopping"), ()))
    assert once.low < twice.low and once.high < twice.high < deeper.high
    assert once.low < once.high and not once.may_end_sooner


def test_a_run_of_the_same_design_decides_whatever_the_references_say(settings):
    folder = settings.home / "speed"
    keep(folder, PACE, PACE_HERE)
    keep_trained(folder, PROJECT_0, epochs(9.0, 4.0, 5.0, 6.0), (1199, 299))
    told = asked(settings, PROJECT_0.model_copy(update={"name": "Another name"}))
    assert told.low < 20 * 4 < told.high < 20 * 10
    other_rate = edited(PROJECT_0, ("training", "learning_rate", "rate"), 0.01)
    assert trained_as(other_rate) == trained_as(PROJECT_0)
    assert trained_as(edited(PROJECT_0, ("training", "batch_size"), 64)) != trained_as(PROJECT_0)


def test_the_rules_for_stopping_make_the_range_and_a_time_limit_ends_it(settings):
    stopping = presets.get("5").experiment.on("digits")
    assert epochs_between(stopping) == (11, 200)
    assert epochs_between(edited(stopping, ("training", "target_validation_accuracy"), 0.9)) == (1, 200)
    assert epochs_between(PROJECT_0) == (20, 20)
    keep_trained(settings.home / "speed", PROJECT_0, epochs(60.0, 60.0), (1199, 299))
    limited = asked(settings, edited(PROJECT_0, ("training", "time_limit"), 2))
    assert limited.may_end_sooner and limited.low < 60 < 120 < limited.high < 4 * 60


def test_a_crowded_machine_may_take_longer_and_says_so(settings, monkeypatch):
    keep(settings.home / "speed", PACE, PACE_HERE)
    alone = asked(settings, PROJECT_0)
    monkeypatch.setattr(machine, "crowd", lambda: 3.0)
    crowded = asked(settings, PROJECT_0)
    assert crowded.high == pytest.approx(3 * alone.high) and crowded.low < alone.low
    assert crowded.is_crowded and not alone.is_crowded
    assert beside_others(100, 3) == 300 and beside_others(36_000, 10) < 2 * 36_000


def test_what_comes_first_is_counted_as_the_queue_will_take_it(settings, db):
    assert runs_before(settings, db, OWNER) == 0
    for _ in range(3):
        lifecycle.submit(db, small(), OWNER)
    assert runs_before(settings, db, OWNER) == 3
    assert lifecycle.claim_next(db, home_of(settings)) is not None
    assert runs_before(settings, db, OWNER) == 3  # one trains, two wait
    assert runs_before(settings, db, "b" * 64) == 1  # whose turn comes before the second of the other's
