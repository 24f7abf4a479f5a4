"""The pace of a machine: measured once, and given up at once for somebody who presses Train."""

import pytest

from builder.engine import pace
from builder.engine.known_pace import known_pace
from builder.engine.pace import measure_pace


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pace, "SECONDS", 0.0)
    monkeypatch.setattr(pace, "has_bfloat16", lambda: False)


@pytest.mark.slow
def test_two_networks_are_timed_once_and_remembered(tmp_path):
    asked: list[int] = []
    measured = measure_pace(tmp_path, lambda: bool(asked.append(1)))
    assert [one.layers for one in measured.references] == [5, 18]
    assert measured.references[0].multiply_adds < measured.references[1].multiply_adds
    assert all(one.seconds_per_image > 0 and one.seconds_to_build > 0 for one in measured.references)
    assert known_pace(tmp_path) == measured
    before = len(asked)
    assert measure_pace(tmp_path, lambda: bool(asked.append(1))) == measured and len(asked) == before


def test_whoever_presses_train_ends_it_between_two_steps_and_nothing_is_kept(tmp_path):
    looks = iter([False, False, False, True])
    assert measure_pace(tmp_path, lambda: next(looks)) is None
    assert known_pace(tmp_path) is None
