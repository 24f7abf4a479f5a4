"""When training ends, against Keras's own EarlyStopping, and in what words."""

import random
from types import SimpleNamespace

import pytest

from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.progress.ending import ending, stopped
from builder.progress.epoch import Epoch
from builder.progress.training_state import advance, at_start, kept
from builder.words.reasons import said

ACCURACY, LOSS = "val_accuracy", "val_loss"


def epochs(val_accuracy: list[float], val_loss: list[float] | None = None) -> list[Epoch]:
    return [
        Epoch(epoch=number, loss=1, accuracy=0, val_loss=loss, val_accuracy=accuracy, seconds=1)
        for number, (accuracy, loss) in enumerate(
            zip(val_accuracy, val_loss or [1.0] * len(val_accuracy), strict=True), start=1
        )
    ]


def ours(training: Training, log: list[Epoch]):
    """The state and the ending after the epoch in which our rules end training, or after the last."""
    state, end = at_start(training), None
    for epoch in log:
        state = advance(state, epoch)
        end = ending(state, training, seconds=epoch.epoch * epoch.seconds, epoch_seconds=epoch.seconds)
        if end is not None:
            break
    return state, end


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
    state, end = ours(Training(epochs=1000, early_stopping=rules), log)
    assert (state.epoch if end else None) == stopped_by_keras(rules, log)


@pytest.mark.parametrize("patience", [1, 2, 3, 5])
def test_a_real_log_ends_in_the_epoch_in_which_keras_would_end_it(trained, patience: int):
    log = list(trained.result.epochs)
    for monitors in ((ACCURACY,), (LOSS,), (LOSS, ACCURACY)):
        rules = tuple(EarlyStopping(monitor=monitor, patience=patience) for monitor in monitors)
        state, end = ours(Training(epochs=1000, early_stopping=rules), log)
        assert (state.epoch if end else None) == stopped_by_keras(rules, log)


def test_the_reason_names_the_patience_the_best_value_and_its_epoch():
    accuracies = [0.1 + 0.02 * number for number in range(27)] + [0.718] + [0.7] * 10
    rule = (EarlyStopping(monitor=ACCURACY, patience=10),)
    state, end = ours(Training(epochs=200, early_stopping=rule), epochs(accuracies))
    assert state.epoch == 38
    assert end.kind == "early_stopping"
    assert said(end) == "Validation accuracy had not improved for 10 epochs (best 71.8 % in epoch 28)"


def test_two_rules_that_end_training_together_are_both_named():
    rules = (EarlyStopping(monitor=LOSS, patience=1), EarlyStopping(monitor=ACCURACY, patience=1))
    _, end = ours(Training(epochs=9, early_stopping=rules), epochs([0.5, 0.5], [0.842, 0.9]))
    assert said(end) == (
        "Validation loss had not improved for 1 epoch (best 0.842 in epoch 1); "
        "Validation accuracy had not improved for 1 epoch (best 50.0 % in epoch 1)"
    )


def test_a_target_ends_training_as_soon_as_it_is_reached():
    state, end = ours(Training(epochs=9, target_validation_accuracy=0.9), epochs([0.5, 0.9, 0.95]))
    assert (state.epoch, end.kind) == (2, "target")
    assert said(end) == "Validation accuracy reached 90.0 % in epoch 2; the target was 90.0 %"


def test_a_target_of_the_test_set_is_judged_by_the_test_accuracies_alone():
    log = [
        epoch.model_copy(update={"test_accuracy": test})
        for epoch, test in zip(epochs([0.95, 0.96, 0.97]), [0.88, 0.87, 0.91], strict=True)
    ]
    state, end = ours(Training(epochs=9, target_test_accuracy=0.9, keep="best"), log)
    assert (state.epoch, end.kind) == (3, "target")
    assert said(end) == "Test accuracy reached 91.0 % in epoch 3; the target was 90.0 %"
    state, _ = ours(Training(epochs=9, target_test_accuracy=0.99, keep="best"), log[:2])
    assert kept(state, "best") == (1, 0.95)


def test_a_time_limit_ends_training_before_an_epoch_that_would_not_fit():
    """Epochs of one second each: 0.05 minutes hold three of them, and the fourth would take too long."""
    state, end = ours(Training(epochs=9, time_limit=0.05), epochs([0.5] * 9))
    assert (state.epoch, end.kind) == (3, "time")
    assert said(end) == "The time limit of 0.05 min leaves no room for another epoch of 1 s"


def test_one_epoch_is_trained_however_short_the_time_limit_is():
    assert ending(at_start(Training(time_limit=0.001)), Training(time_limit=0.001), 0.0, 0.0) is None
    state, end = ours(Training(epochs=9, time_limit=0.001), epochs([0.5] * 9))
    assert (state.epoch, end.kind) == (1, "time")


def test_a_target_that_the_budget_did_not_reach_is_said_with_what_to_do():
    _, end = ours(Training(epochs=3, target_validation_accuracy=0.9), epochs([0.5, 0.7, 0.6]))
    assert said(end) == (
        "All 3 epochs were trained; the target of 90.0 % was not reached, the best was 70.0 % in epoch 2. "
        "Give it more epochs or time, a stronger network or a lower target"
    )


def test_without_rules_all_epochs_are_trained():
    state, end = ours(Training(epochs=3), epochs([0.5, 0.1, 0.1, 0.1]))
    assert (state.epoch, end.kind, said(end)) == (3, "epochs", "All 3 epochs were trained")


def test_the_best_epoch_is_the_first_with_the_highest_validation_accuracy():
    state, _ = ours(Training(epochs=4), epochs([0.5, 0.7, 0.7, 0.6]))
    assert kept(state, "best") == (2, 0.7)
    assert kept(state, "last") == (4, 0.6)


def test_a_stop_says_which_weights_are_kept():
    training = Training(epochs=9)
    assert said(stopped(at_start(training), "last", 1)) == "Stopped on request in epoch 1; no epoch was complete"
    state, _ = ours(training, epochs([0.5, 0.7, 0.6]))
    assert said(stopped(state, "last", 4)) == "Stopped on request in epoch 4; the weights of epoch 3 are kept"
    assert said(stopped(state, "best", 4)) == "Stopped on request in epoch 4; the weights of epoch 2 are kept"
