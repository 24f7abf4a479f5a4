"""Edits of the training that change several fields together."""

from builder.design.edit.fields import changed, edited
from builder.design.experiment import Experiment
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.rates import LEARNING_RATES
from builder.design.training.stopping import EarlyStopping, Monitor

FIRST_PATIENCE = 10


def with_optimizer(experiment: Experiment, kind: str) -> Experiment:
    """Another optimiser: a usual learning rate becomes its usual one, and fields that were set stay if it has them."""
    training, new = experiment.training, OPTIMIZERS[kind]
    both = type(training.optimizer).model_fields.keys() & new.model_fields.keys() - {"kind"}
    usual = type(training.optimizer)()
    given = {name: getattr(training.optimizer, name) for name in both}
    kept = {name: value for name, value in given.items() if value != getattr(usual, name)}
    rate = training.learning_rate
    if rate.rate == training.optimizer.usual_rate:
        rate = changed(rate, rate=new.usual_rate)
    return changed(experiment, training=changed(training, optimizer=new(**kept), learning_rate=rate))


def with_momentum(experiment: Experiment, momentum: float) -> Experiment:
    """Another momentum for the same optimiser; raises LookupError if it takes none."""
    return edited(experiment, ("training", "optimizer", "momentum"), momentum)


def with_learning_rate(experiment: Experiment, kind: str) -> Experiment:
    """Another kind of learning rate, with the same highest rate."""
    rate = LEARNING_RATES[kind](rate=experiment.training.learning_rate.rate)
    return edited(experiment, ("training", "learning_rate"), rate)


def with_early_stopping(experiment: Experiment, monitor: Monitor, patience: int | None) -> Experiment:
    """Early stopping on `monitor` with this patience, or none on it if `patience` is None.

    Loss comes first, as in the presets, so that switching one off and on again gives the same design.
    """
    others = tuple(stop for stop in experiment.training.early_stopping if stop.monitor != monitor)
    new = () if patience is None else (EarlyStopping(monitor=monitor, patience=patience),)
    stops = tuple(sorted((*others, *new), key=lambda stop: stop.monitor != "val_loss"))
    return edited(experiment, ("training", "early_stopping"), stops)


def switched_early_stopping(experiment: Experiment, monitor: Monitor, on: bool) -> Experiment:
    """Early stopping on `monitor` switched off, or on, with the other monitor's patience if there is one."""
    others = [stop for stop in experiment.training.early_stopping if stop.monitor != monitor]
    patience = others[0].patience if others else FIRST_PATIENCE
    return with_early_stopping(experiment, monitor, patience if on else None)


def with_target(experiment: Experiment, accuracy: float | None) -> Experiment:
    """A target (0 to 1) for the judging accuracy; if it is missed the best epoch is kept: the last may be far worse."""
    training = experiment.training
    name = "target_test_accuracy" if training.judged_by_test else "target_validation_accuracy"
    keep = training.keep if accuracy is None else "best"
    return changed(experiment, training=changed(training, **{name: accuracy}, keep=keep))
