"""A worker that reports and does no batch is found out, a slow one never taken for one. The clock is the test's."""

import pytest

from builder.design.cost.summary import summarize
from builder.jobs.supervise import silence
from builder.jobs.supervise.silence import step_seconds
from builder.store.runs import records
from builder.words.reasons import said
from tests.jobs.rounds import EACH

#: Instead of ten minutes, which are as many rounds.
STILL_SECONDS = 120.0
MIDDLE = {"epoch": 2, "images_done": 256, "images_total": 1000}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILDER_STILL_SECONDS", str(STILL_SECONDS))


def test_a_worker_whose_step_hangs_while_it_reports_is_resumed_once_and_then_its_run_fails_with_the_reason(worked):
    worked.rounds(STILL_SECONDS, reporting=True, **MIDDLE)
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(4 * EACH, reporting=True, **MIDDLE)
    assert len(worked.started) == 2 and worked.lives and worked.state == ("running", 1)
    assert worked.started[0].poll() is not None

    worked.rounds(EACH, reporting=True, **MIDDLE | {"images_done": 512})  # the new worker's pace is its own
    worked.rounds(STILL_SECONDS + 4 * EACH, reporting=True, **MIDDLE)
    assert len(worked.started) == 2 and not worked.lives and worked.state == ("failed", 1)
    error = said(records.get_run(worked.db, worked.run.id).error)
    assert error.startswith("The training process hung: it had not finished a batch for 2 minutes, so it was ended.")


@pytest.mark.parametrize("phase", ["validating", "reading_test_set"])
def test_a_hang_in_whatever_counts_images_is_found_out(worked, phase):
    worked.rounds(STILL_SECONDS + 4 * EACH, reporting=True, **MIDDLE, phase=phase)
    assert worked.state == ("running", 1)


@pytest.mark.parametrize(
    "what",
    [
        {"phase": "loading_images", "images_done": 0, "images_total": 0},
        {"phase": "validating", "images_done": 1000, "images_total": 1000},
    ],
    ids=["a phase that counts nothing", "what follows the last batch"],
)
def test_what_counts_no_images_may_take_as_long_as_it_likes(worked, what):
    worked.rounds(2 * STILL_SECONDS, reporting=True, **MIDDLE | what)
    assert worked.lives and worked.state == ("running", 0)


def test_batches_that_were_always_slow_may_take_longer(worked):
    done = 0
    for seconds in (10, 60, 110, 400):  # a machine that gets ever slower
        done += 100
        worked.rounds(seconds, reporting=True, epoch=1, images_done=done, images_total=1000)
    assert worked.lives and worked.state == ("running", 0)


def test_a_network_whose_batch_may_take_long_gets_that_time_in_addition(worked, monkeypatch):
    run = records.get_run(worked.db, worked.run.id)
    rate = summarize(run.experiment).multiply_adds * 512 / 300  # so that it takes 300 s
    monkeypatch.setattr(silence, "SLOW_MULTIPLY_ADDS", rate)
    assert step_seconds(run) == pytest.approx(300)
    worked.rounds(STILL_SECONDS + 300, reporting=True, **MIDDLE)
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(4 * EACH, reporting=True, **MIDDLE)
    assert worked.state == ("running", 1)


def test_a_worker_that_cannot_report_is_not_taken_for_one_that_does_no_batch(worked):
    worked.rounds(STILL_SECONDS - EACH, reporting=True, **MIDDLE)
    worked.supervision.beats.forget(worked.run.id)  # as where the store has kept it from reporting
    worked.rounds(STILL_SECONDS - EACH, reporting=True, **MIDDLE)
    assert worked.lives and worked.state == ("running", 0)
