"""What is said of pictures beside a run's answer, by the digits, and why where nothing can be said."""

import numpy as np
import pytest

from builder.datasets.held_out import held_out_images
from builder.jobs.none_of_these import judgement
from tests.ui.made_runs import design, ended_run

OWNER = "a" * 64
NOISE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def test_noise_is_probably_none_of_the_digits_and_a_test_digit_seldom_is(settings, db):
    run = ended_run(db, design(), OWNER)
    told = judgement(settings, run, NOISE)["none_of_these"]
    assert told["probably"] and told["score"] > told["threshold"]
    assert (round(299 * told["false_alarms"]), told["validation_images"]) == (14, 299)
    digits = held_out_images(run.experiment, "test", settings, range(60)).images
    assert sum(judgement(settings, run, digit)["none_of_these"]["probably"] for digit in digits) <= 9  # 3 are expected


@pytest.mark.parametrize(
    ("given", "alarms"), [("20", 59), ("0", 0), ("50", 149), ("900", 14), ("many", 14), ("2_0", 14), ("20.", 59)]
)
def test_the_share_of_false_alarms_is_a_setting(settings, db, monkeypatch, given, alarms):
    monkeypatch.setenv("BUILDER_FALSE_ALARM_PERCENT", given)
    told = judgement(settings, ended_run(db, design(), OWNER), NOISE)["none_of_these"]
    assert round(299 * told["false_alarms"]) == alarms


def test_why_nothing_can_be_said_is_one_sentence(settings, db):
    few = judgement(settings, ended_run(db, design(limit=200), OWNER), NOISE)
    assert [*few] == ["no_none_of_these"] and "at least 100 validation images" in few["no_none_of_these"]
    away = judgement(settings, ended_run(db, design("4", dataset="cifar10"), OWNER), NOISE)
    assert [*away] == ["no_none_of_these"] and away["no_none_of_these"].endswith(".")
