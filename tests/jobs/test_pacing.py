"""What a run keeps of its pace while it trains and when it has ended, for whoever asks how long the next one takes."""

import time

import numpy as np
import pytest

from builder.datasets.images import Images, Split
from builder.engine.known_pace import trained_lately
from builder.jobs.executor.local import machine
from builder.jobs.work import pacing
from builder.jobs.work.pacing import Pacing
from builder.progress.ending import EndedByEpochs, OutOfTime
from builder.progress.epoch import Epoch
from builder.store.runs import lifecycle
from tests.jobs.watching import OWNER, small

#: A run that began a hundred seconds before.
NOW = 1_000_100.0


@pytest.fixture(autouse=True)
def moment(monkeypatch) -> None:
    monkeypatch.setattr(pacing.time, "time", lambda: NOW)
    monkeypatch.setattr(machine, "crowd", lambda: 3.0)


def epoch(number: int, seconds: float) -> Epoch:
    return Epoch(epoch=number, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=seconds)


def started(db, folder, **changes) -> Pacing:
    images = Images(np.zeros((60, 4, 4, 1), np.uint8), np.zeros(60, np.uint8))
    run = lifecycle.submit(db, small(epochs=8), OWNER)._replace(started_at=NOW - 100, **changes)
    return Pacing(folder, run, Split(train=images, validation=images.take(np.arange(20)), test=images))


def test_the_next_in_line_knows_after_the_second_epoch_and_better_with_each_doubling(db, tmp_path):
    run, known = started(db, tmp_path), []
    for number, seconds in enumerate((9.0, 4.0, 4.0, 1.0, 1.0), start=1):
        run.epoch(epoch(number, seconds))
        known.append([one.epoch_seconds for one in trained_lately(tmp_path)])
    assert known == [[], [4.0], [4.0], [3.0], [3.0]]  # the first compiles, and is none of them
    (found,) = trained_lately(tmp_path)
    assert (found.quickest, found.slowest, found.crowd) == (1.0, 4.0, 3.0)
    assert (found.train_images, found.validation_images) == (60, 20)
    assert found.around_seconds is None and found.epochs_to_end is None


def test_what_was_around_the_epochs_and_how_many_there_were_is_known_in_the_end(db, tmp_path):
    run = started(db, tmp_path)
    for number, seconds in enumerate((9.0, 4.0, 4.0), start=1):
        run.epoch(epoch(number, seconds))
    run.trained()
    run.ended(EndedByEpochs(epochs=3), measured=20.0)
    (found,) = trained_lately(tmp_path)
    # 100 s, less 17 of epochs and 20 of measuring, and the 5 by which the first epoch was longer than others.
    assert found.around_seconds == pytest.approx(100 - 17 - 20 + 5)
    assert found.epochs_to_end == 3


def test_a_run_that_went_on_from_a_checkpoint_or_met_its_time_limit_says_only_what_it_can(db, tmp_path):
    resumed = started(db, tmp_path, epochs=4)
    resumed.epoch(epoch(4, 7.0))  # reported again
    resumed.epoch(epoch(5, 2.0))
    resumed.trained()
    resumed.ended(EndedByEpochs(epochs=5), measured=0.0)
    (found,) = trained_lately(tmp_path)
    assert (found.epoch_seconds, found.around_seconds, found.epochs_to_end) == (2.0, None, None)
    limited = started(db, tmp_path)
    limited.epoch(epoch(1, 2.0))
    limited.ended(OutOfTime(minutes=1, epoch_seconds=2.0), measured=0.0)
    assert trained_lately(tmp_path)[0].epochs_to_end is None


def test_a_run_without_an_epoch_keeps_nothing(db, tmp_path):
    run = started(db, tmp_path)
    run.trained()
    run.ended(EndedByEpochs(epochs=1), measured=0.0)
    assert trained_lately(tmp_path) == () and time.time() == NOW
