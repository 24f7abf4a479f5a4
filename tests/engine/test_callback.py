"""What is kept and when, from the numbers of epochs that the test makes up."""

import math
from types import SimpleNamespace

import pytest

from builder.design.training.training import Training
from builder.engine import meter as progress
from builder.engine.callback import FitCallback
from builder.engine.checkpoint import Restored
from builder.engine.errors import NonFiniteLossError
from tests.engine.recorder import Recorder


class Followed:
    """A callback that follows epochs of 100 batches of 10 images, 100 images to validate."""

    def __init__(self, **training) -> None:
        self.recorder, self.saves, self.pasts = Recorder(), [], []
        planned = Training(**{"epochs": 5} | training)
        self.callback = FitCallback(
            planned,
            self.recorder,
            steps=100,
            costs=[1.0] * planned.epochs,
            images_after=lambda step: step * 10,
            validation_batch=10,
            validation_images=100,
            keep_weights=lambda: self.saves.append(self.callback.epoch),
            checkpoint=self.pasts.append,
            follow=lambda epoch: None,
            keep_snapshot=lambda epoch: None,
            tidy_snapshots=lambda epochs: None,
            test_accuracy=None,
            averages=None,
            restored=Restored(),
        )
        self.callback.set_model(SimpleNamespace(stop_training=False, trainable_variables=()))

    def epoch(self, number: int, val_accuracy: float, val_loss: float = 1.0, loss: float = 1.0) -> None:
        self.callback.on_epoch_begin(number - 1)
        self.callback.on_train_batch_end(99, {"loss": loss, "accuracy": 0.5})
        self.callback.on_test_begin()
        self.callback.on_epoch_end(
            number - 1, {"loss": loss, "accuracy": 0.5, "val_loss": val_loss, "val_accuracy": val_accuracy}
        )


def test_keeping_the_last_saves_after_every_epoch():
    followed = Followed(keep="last")
    for number, accuracy in enumerate((0.5, 0.7, 0.6), start=1):
        followed.epoch(number, accuracy)
    assert followed.saves == [1, 2, 3]
    last = followed.recorder.kept[-1]
    assert (last["best_epoch"], last["kept_epoch"], last["validation_accuracy"]) == (2, 3, 0.6)


def test_keeping_the_best_saves_only_what_is_better_and_the_first_of_equals():
    followed = Followed(keep="best")
    for number, accuracy in enumerate((0.5, 0.7, 0.6, 0.7, 0.71), start=1):
        followed.epoch(number, accuracy)
    assert followed.saves == [1, 2, 5]
    told = [(kept["kept_epoch"], kept["validation_accuracy"]) for kept in followed.recorder.kept]
    assert told == [(1, 0.5), (2, 0.7), (2, 0.7), (2, 0.7), (5, 0.71)]


def test_an_epoch_with_larger_images_does_not_begin_where_it_would_not_fit_into_the_time():
    endings = []
    for costs in ((), (0.5, 1.0, 1.0)):
        followed = Followed(epochs=3, time_limit=1.5 / 60)
        followed.callback.costs = costs
        followed.callback.meter.end_epoch = lambda: 1.0
        followed.callback.began -= 0.1
        followed.epoch(1, 0.5)
        endings.append(followed.callback.ending)
    assert endings[0] is None and endings[1].kind == "time"


def test_weights_are_on_disk_before_the_epoch_is_told():
    followed = Followed()
    saved_when_told = []
    followed.recorder.epoch = lambda epoch, **kept: saved_when_told.append(list(followed.saves))
    followed.epoch(1, 0.5)
    assert saved_when_told == [[1]]


def test_keras_is_told_to_stop_when_training_ends():
    followed = Followed(epochs=2)
    followed.epoch(1, 0.5)
    assert not followed.callback.model.stop_training
    followed.epoch(2, 0.5)
    assert followed.callback.model.stop_training
    assert followed.callback.ending.kind == "epochs"


def test_keras_s_float32_accuracies_become_exact_shares():
    followed = Followed()
    followed.epoch(1, val_accuracy=0.7099999785423279)
    assert followed.recorder.epochs[0].val_accuracy == 0.71


def test_a_loss_that_is_not_finite_is_noticed_within_the_epoch(monkeypatch):
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    followed = Followed()
    followed.callback.on_epoch_begin(0)
    followed.callback.on_train_batch_end(0, {"loss": 2.3})
    with pytest.raises(NonFiniteLossError, match="in epoch 1: steps with Adam and learning rate 0.001 .* rate 0.0001"):
        followed.callback.on_train_batch_end(1, {"loss": math.nan})


@pytest.mark.parametrize(("loss", "val_loss"), [(math.nan, 1.0), (math.inf, 1.0), (1.0, math.nan)])
def test_an_epoch_with_a_loss_that_is_not_finite_is_neither_told_nor_kept(loss: float, val_loss: float):
    followed = Followed()
    followed.epoch(1, 0.5)
    with pytest.raises(NonFiniteLossError, match=r"in epoch 2: .* The weights of epoch 1 are kept\.$"):
        followed.epoch(2, 0.5, loss=loss, val_loss=val_loss)
    assert followed.saves == [1]
    assert len(followed.recorder.epochs) == 1
