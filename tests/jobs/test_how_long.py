"""How long a run will take, before Train: from references, from earlier runs, by the rules for stopping, and queued."""

import pytest

from builder import jobs, presets
from builder.design.cost.summary import summarize
from builder.design.edit.fields import edited
from builder.engine.known_pace import PACE, cost_of, costs_like, keep_trained, trained, trained_lately
from builder.engine.remembered import keep
from builder.jobs.executor.local import machine
from builder.jobs.service import how_soon
from builder.jobs.service.costs import seconds_per_image
from builder.jobs.service.how_long import HowLong, epochs_between, runs_before
from builder.progress.epoch import Progress
from builder.progress.pace import Pace
from builder.store.homes.identity import home_of
from builder.store.runs import attempts, lifecycle
from tests.jobs.paces import DEEP, PACE_HERE, SHALLOW
from tests.jobs.watching import OWNER, small

PROJECT_0 = presets.get("0").experiment.on("digits")


@pytest.fixture(autouse=True)
def crowd(monkeypatch) -> None:
    """The machine has room."""
    monkeypatch.setattr(machine, "crowd", lambda: 1.0)


def asked(settings, experiment) -> HowLong | None:
    return jobs.how_long(settings, experiment, jobs.readiness(settings, experiment))


def ran(settings, experiment, *seconds: float, crowd: float = 1.0, **known) -> None:
    """A run of the design on the digits was trained here, whose epochs took so long."""
    found = trained(experiment, summarize(experiment), seconds, (1199, 299), crowd, **known)
    keep_trained(settings.home / "speed", found)


def at_most_times(told: HowLong) -> float:
    return told.high / told.low


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
    told = seconds_per_image(cost_of(PROJECT_0, ready.summary), Pace(references=(own, DEEP)))
    assert told == pytest.approx(1e-4, rel=0.1)  # and its share of a step


def test_twice_the_epochs_take_longer_and_a_deeper_network_too(settings):
    keep(settings.home / "speed", PACE, PACE_HERE)
    once = asked(settings, PROJECT_0)
    twice = asked(settings, edited(PROJECT_0, ("training", "epochs"), 40))
    deeper = asked(settings, edited(presets.get("11").experiment.on("digits"), ("training", "early_stopping"), ()))
    assert once.low < twice.low and once.high < twice.high < deeper.high
    assert once.low < once.high and not once.may_end_sooner


def test_a_run_of_the_same_design_decides_and_makes_the_range_narrow_whatever_the_references_say(settings):
    keep(settings.home / "speed", PACE, PACE_HERE)
    before = asked(settings, PROJECT_0)
    ran(settings, PROJECT_0, 9.0, 4.0, 5.0, 6.0, 5.0, around=3.0)
    told = asked(settings, PROJECT_0.model_copy(update={"name": "Another name"}))
    # 20 epochs of 5 s, and 3 s around them with the 4 s by which the first epoch was longer.
    assert told.low < 107 < told.high
    assert at_most_times(told) < 3 < at_most_times(before)
    other_rate = edited(PROJECT_0, ("training", "learning_rate", "rate"), 0.01)
    assert costs_like(other_rate) == costs_like(PROJECT_0)
    assert costs_like(edited(PROJECT_0, ("training", "batch_size"), 64)) != costs_like(PROJECT_0)


def test_steady_epochs_make_the_range_narrower_than_wandering_ones(settings):
    ran(settings, PROJECT_0, 5.0, *[5.0] * 20, around=3.0)
    steady = asked(settings, PROJECT_0)
    ran(settings, PROJECT_0, 5.0, *[3.0] * 10, *[7.0] * 10, around=3.0)
    wandering = asked(settings, PROJECT_0)
    assert at_most_times(steady) < 2.1 < 3 < at_most_times(wandering)


def test_a_similar_network_that_was_trained_last_corrects_the_references_and_a_far_larger_one_does_not(settings):
    keep(settings.home / "speed", PACE, PACE_HERE)
    wider = edited(PROJECT_0, ("network", "conv_blocks", 0, "filters"), 64)
    alone, large = asked(settings, wider), presets.get("16").experiment.on("digits")
    untouched = asked(settings, large)
    ran(settings, PROJECT_0, *[10.0] * 5, around=3.0)  # many times as slow as the references have it
    corrected = asked(settings, wider)
    assert corrected.low > 20 * 10 > alone.high  # and the wider network costs more than that one
    assert at_most_times(corrected) < at_most_times(alone)
    epochs = epochs_between(large)[0]
    assert asked(settings, large).low == pytest.approx(max(untouched.low, epochs * 10.0), rel=0.3), "not in proportion"
    ran(settings, edited(wider, ("training", "seed"), 3), *[1.0] * 5, around=3.0)
    assert asked(settings, wider).high < corrected.low  # the newest counts


def test_more_work_is_not_promised_to_take_less_time_than_the_last_run_took_for_less(settings, monkeypatch):
    """As with another block after a first training on a busy computer: announced 30 s, where the smaller took 107 s."""
    keep(settings.home / "speed", PACE, PACE_HERE)
    stopping = edited(presets.get("11").experiment.on("digits"), ("training", "early_stopping"), ())
    larger = edited(stopping, ("training", "epochs"), 20)
    before = asked(settings, larger)
    seconds = 2 * before.high / 20
    ran(settings, PROJECT_0, *[seconds] * 20, around=3.0, crowd=3.0)
    assert asked(settings, larger) == before, "what kept the computer busy is gone"
    monkeypatch.setattr(machine, "crowd", lambda: 3.0)
    told = asked(settings, larger)
    assert told.low >= 20 * seconds and told.high >= told.low and told.crowd == "as measured"
    smaller = edited(PROJECT_0, ("network", "conv_blocks", 0, "filters"), 4)
    assert asked(settings, smaller).low < 20 * seconds


def test_the_rules_for_stopping_make_the_range_and_a_time_limit_ends_it(settings):
    stopping = presets.get("5").experiment.on("digits")
    assert epochs_between(stopping) == (11, 200)
    assert epochs_between(edited(stopping, ("training", "target_validation_accuracy"), 0.9)) == (1, 200)
    assert epochs_between(PROJECT_0) == (20, 20)
    ran(settings, PROJECT_0, 60.0, 60.0)
    limited = asked(settings, edited(PROJECT_0, ("training", "time_limit"), 2))
    assert limited.may_end_sooner and limited.low < 60 < 120 < limited.high < 4 * 60


def test_the_very_design_ends_after_as_many_epochs_again_and_others_under_its_rules_about_then(settings):
    stopping = presets.get("5").experiment.on("digits")
    ran(settings, stopping, *[1.0] * 40, around=3.0, epochs_to_end=40)
    told = asked(settings, stopping)
    assert told.low < 43 < told.high < 70 and not told.may_end_sooner
    other = asked(settings, edited(stopping, ("training", "seed"), 5))
    assert other.low < 23 and 83 < other.high < 130 and other.may_end_sooner
    ran(settings, stopping, *[1.0] * 4)  # trains again, or was stopped: how it ends is known from before
    assert asked(settings, stopping).may_end_sooner is False
    assert [one.epochs_to_end for one in trained_lately(settings.home / "speed")] == [40]


def test_in_a_crowd_no_range_is_promised_and_what_was_measured_in_one_is_told_from_what_was_not(settings, monkeypatch):
    keep(settings.home / "speed", PACE, PACE_HERE)
    ran(settings, PROJECT_0, *[1.0] * 5, around=3.0)
    alone = asked(settings, PROJECT_0)
    assert alone.crowd == "none"
    monkeypatch.setattr(machine, "crowd", lambda: 8.0)
    assert asked(settings, PROJECT_0) == alone._replace(crowd="larger")  # no factor that nobody has measured
    ran(settings, PROJECT_0, *[6.0] * 5, around=9.0, crowd=7.0)
    crowded = asked(settings, PROJECT_0)
    assert crowded.low < 20 * 6 + 9 < crowded.high and crowded.crowd == "as measured"
    monkeypatch.setattr(machine, "crowd", lambda: 1.0)
    gone = asked(settings, PROJECT_0)
    assert gone.low < 23 and gone.high <= crowded.high and gone.crowd == "none"


def test_what_comes_first_is_counted_as_the_queue_will_take_it(settings, db):
    assert runs_before(settings, db, OWNER) == 0
    for _ in range(3):
        lifecycle.submit(db, small(), OWNER)
    assert runs_before(settings, db, OWNER) == 3
    assert lifecycle.claim_next(db, home_of(settings)) is not None
    assert runs_before(settings, db, OWNER) == 3  # one trains, two wait
    assert runs_before(settings, db, "b" * 64) == 1  # whose turn comes before the second of the other's


def test_what_waits_begins_when_those_before_it_have_ended_as_beside_train(settings, db):
    keep(settings.home / "speed", PACE, PACE_HERE)
    home = home_of(settings)
    first, second, third = (lifecycle.submit(db, PROJECT_0, OWNER, home=home) for _ in range(3))
    told = asked(settings, PROJECT_0)
    each = (told.low * told.high) ** 0.5
    assert jobs.starts_in(settings, db, first) == 0
    assert jobs.starts_in(settings, db, third) == pytest.approx(2 * each)
    run, token = lifecycle.claim_next(db, home)
    assert run.id == first.id
    how_soon._kept.clear()
    attempts.report_progress(db, first.id, token, Progress(phase="training", epoch=1, images_total=9, seconds_left=30))
    assert jobs.starts_in(settings, db, second) == pytest.approx(30)
    assert jobs.starts_in(settings, db, third) == pytest.approx(30 + each)
