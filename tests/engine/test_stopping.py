"""When training ends, against Keras's own EarlyStopping, and in what words."""

import random
from types import SimpleNamespace

import pytest

from builder.engine.stopping import advance, at_start, ending, kept, stopped
from builder.runs.records import Epoch
from builder.spec.training import EarlyStopping, Training

ACCURACY, LOSS = "val_accuracy", "val_loss"


def epochs(val_accuracy: list[float], val_loss: list[float] | None = None) -> list[Epoch]:
    return [
        Epoch(epoch=number, loss=1, accuracy=0, val_loss=loss, val_accuracy=accuracy, seconds=1)
        for number, (accuracy, loss) in enumerate(
            zip(val_accuracy, val_loss or [1.0] * len(val_accuracy), strict=True), start=1
        )
    ]


def ours(training: Training, log: list[Epoch]):
    """The standing and the ending after the epoch in which our rules end training, or after the last."""
    standing, end = at_start(training), None
    for epoch in log:
        standing = advance(standing, epoch)
        end = ending(standing, training)
        if end is not None:
            break
    return standing, end


def stopped_by_keras(rules: tuple[EarlyStopping, ...], log: list[Epoch]) -> int | None:
    """The epoch in which Keras's callbacks stop, any one of them; None if they never do."""
    from builder.engine.backend import keras

    model = SimpleNamespace(stop_training=False, metrics=[], _metrics=[])
    callbacks = []
    for rule in rules:
        mode = "max" if rule.monitor == ACCURACY else "min"
        callback = keras.callbacks.EarlyStopping(monitor=rule.monitor, patience=rule.patience, mode=mode)
        callback.set_model(model)
        callback.on_train_begin()
        callbacks.append(callback)
    for epoch in log:
        for callback in callbacks:
            callback.on_epoch_end(epoch.epoch - 1, {ACCURACY: epoch.val_accuracy, LOSS: epoch.val_loss})
        if model.stop_training:
            return epoch.epoch
    return None


@pytest.mark.parametrize("seed", range(40))
def test_training_ends_in_the_epoch_in_which_keras_would_end_it(seed: int):
    draw = random.Random(seed)
    # Few different values, so that many epochs are exactly as good as the best.
    log = epochs(
        [draw.randint(0, 20) / 20 for _ in range(60)],
        [draw.randint(0, 20) / 10 for _ in range(60)],
    )
    rules = tuple(
        EarlyStopping(monitor=monitor, patience=draw.randint(1, 12))
        for monitor in draw.choice([(ACCURACY,), (LOSS,), (LOSS, ACCURACY)])
    )
    standing, end = ours(Training(epochs=1000, early_stopping=rules), log)
    assert (standing.epoch if end else None) == stopped_by_keras(rules, log)


@pytest.mark.parametrize("patience", [1, 2, 3, 5])
def test_a_real_log_ends_in_the_epoch_in_which_keras_would_end_it(trained, patience: int):
    log = list(trained.result.epochs)
    for monitors in ((ACCURACY,), (LOSS,), (LOSS, ACCURACY)):
        rules = tuple(EarlyStopping(monitor=monitor, patience=patience) for monitor in monitors)
        standing, end = ours(Training(epochs=1000, early_stopping=rules), log)
        assert (standing.epoch if end else None) == stopped_by_keras(rules, log)


def test_the_reason_names_the_patience_the_best_value_and_its_epoch():
    accuracies = [0.1 + 0.02 * number for number in range(27)] + [0.718] + [0.7] * 10
    rule = (EarlyStopping(monitor=ACCURACY, patience=10),)
    standing, end = ours(Training(epochs=200, early_stopping=rule), epochs(accuracies))
    assert standing.epoch == 38
    assert end.ended_by == "early_stopping"
    assert end.reason == "Validation accuracy had not improved for 10 epochs (best 71.8 % in epoch 28)"


def test_two_rules_that_end_training_together_are_both_named():
    rules = (EarlyStopping(monitor=LOSS, patience=1), EarlyStopping(monitor=ACCURACY, patience=1))
    _, end = ours(Training(epochs=9, early_stopping=rules), epochs([0.5, 0.5], [0.842, 0.9]))
    assert end.reason == (
        "Validation loss had not improved for 1 epoch (best 0.842 in epoch 1); "
        "Validation accuracy had not improved for 1 epoch (best 50.0 % in epoch 1)"
    )


def test_a_target_ends_training_as_soon_as_it_is_reached():
    standing, end = ours(Training(epochs=9, target_validation_accuracy=0.9), epochs([0.5, 0.9, 0.95]))
    assert (standing.epoch, end.ended_by) == (2, "target")
    assert end.reason == "Validation accuracy reached 90.0 % in epoch 2; the target was 90.0 %"


def test_without_rules_all_epochs_are_trained():
    standing, end = ours(Training(epochs=3), epochs([0.5, 0.1, 0.1, 0.1]))
    assert (standing.epoch, end.ended_by, end.reason) == (3, "epochs", "All 3 epochs were trained")


def test_the_best_epoch_is_the_first_with_the_highest_validation_accuracy():
    standing, _ = ours(Training(epochs=4), epochs([0.5, 0.7, 0.7, 0.6]))
    assert kept(standing, "best") == (2, 0.7)
    assert kept(standing, "last") == (4, 0.6)


def test_a_stop_says_which_weights_are_kept():
    training = Training(epochs=9)
    assert stopped(at_start(training), "last", 1).reason == "Stopped on request in epoch 1; no epoch was complete"
    standing, _ = ours(training, epochs([0.5, 0.7, 0.6]))
    assert stopped(standing, "last", 4).reason == "Stopped on request in epoch 4; the weights of epoch 3 are kept"
    assert stopped(standing, "best", 4).reason == "Stopped on request in epoch 4; the weights of epoch 2 are kept"
