"""What fails again and again is logged when it begins and when it is over; between two tries there are pauses."""

import logging

import pytest

from builder.jobs.retry import Outage, patiently
from builder.store.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from tests.jobs.rounds import Clock

SENTENCE = "The database server cannot be reached (connection refused); check that it runs."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outage(clock: Clock, caplog: pytest.LogCaptureFixture) -> Outage:
    caplog.set_level(logging.INFO)
    return Outage(clock)


def test_a_database_that_is_away_for_an_hour_is_two_lines_in_the_log(outage, clock, caplog):
    began = clock.now
    while clock.now < began + 3600:
        clock.now += outage.failed(StoreBusyError(SENTENCE if clock.now == began else "It is busy or starting up."))
    outage.over()
    outage.over()
    first, last = caplog.messages
    assert SENTENCE in first and f"{clock.now - began:.0f} seconds" in last
    outage.failed(StoreError("The database can only be read."))
    outage.over()
    assert len(caplog.messages) == 4 and "can only be read" in caplog.messages[2]
    assert "Traceback" not in caplog.text


def test_the_pauses_grow_and_stay_so_short_that_work_goes_on_within_five_seconds(outage):
    pauses = [outage.failed(StoreBusyError(SENTENCE)) for _ in range(20)]
    assert pauses == sorted(pauses) and pauses[0] < 0.5 < 2 < pauses[-1] < 5
    outage.over()
    assert outage.failed(StoreBusyError(SENTENCE)) == pauses[0]


def test_an_error_that_nobody_foresaw_is_logged_in_full_but_once(outage, caplog):
    for _ in range(3):
        try:
            raise ValueError("no such thing")
        except ValueError as error:
            outage.failed(error)
        outage.failed(StoreBusyError(SENTENCE))
    assert caplog.text.count("Traceback") == 1 and caplog.text.count(SENTENCE) == 1


@pytest.mark.parametrize("passing", [StoreBusyError, StoreDamagedError])
def test_a_database_that_is_busy_or_damaged_is_waited_for_as_long_as_patience_lasts(monkeypatch, passing):
    troubles = [passing("The file is not a database."), None]

    def use() -> str:
        if (trouble := troubles.pop(0)) is not None:
            raise trouble
        return "used"

    assert patiently(use) == "used"
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "0")
    troubles[:] = [passing("The file is not a database.")] * 2
    with pytest.raises(passing):
        patiently(use)


def test_a_full_disk_is_not_waited_for():
    calls = []

    def use() -> None:
        calls.append(1)
        raise StoreFullError("The disk is full.")

    with pytest.raises(StoreFullError):
        patiently(use)
    assert len(calls) == 1
