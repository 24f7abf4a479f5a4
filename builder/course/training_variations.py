"""Sensible single changes to a training, topic by topic: those that `one_change` offers beside the network's."""

from collections.abc import Callable, Iterator

from builder.design.edit.fields import changed, edited
from builder.design.edit.training import with_learning_rate, with_momentum
from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.design.training.averaging import AVERAGES
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import OPTIMIZERS, SGD, Optimizer
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import LEARNING_RATES
from builder.design.training.stopping import EarlyStopping
from builder.presets import get

#: Returns the changed design, or None if the change does not apply to it.
Variation = Callable[[Experiment], Experiment | None]


def training_topics() -> dict[str, tuple[Variation, ...]]:
    """What a student may want to know about training, and the changes that show it."""
    return {
        "Optimiser": (
            *_optimizers(),
            lambda experiment: _momentum(0.9)(experiment) if experiment.training.optimizer.kind == "sgd" else None,
            _momentum(0.0),
        ),
        "Learning rate": (_rate(10), _rate(2), _rate(1 / 2), _rate(1 / 10)),
        "Schedule of the learning rate": tuple(map(_schedule, LEARNING_RATES)),
        "Batch": (_batch(4), _batch(2), _batch(1 / 2), _batch(1 / 4)),
        "Average of the weights": (
            *(_training(averaging=kind()) for kind in AVERAGES.classes()),
            _training(averaging=None),
        ),
        "Label smoothing and clipping": (
            _training(loss=CrossEntropy(label_smoothing=0.1)),
            _training(loss=CrossEntropy(label_smoothing=0.2)),
            _training(loss=CrossEntropy()),
            _training(gradient_clipping=1.0),
            _training(gradient_clipping=None),
        ),
        "Augmentation": (
            _training(augmentation=Augmentation(horizontal_flip=True)),
            _training(augmentation=Augmentation(horizontal_flip="alternating")),
            _training(augmentation=Augmentation(crop=2)),
            _training(augmentation=Augmentation(cutout=8)),
            _training(augmentation=get("16").experiment.training.augmentation),
            _training(augmentation=None),
            _training(progressive_size=ProgressiveSize()),
            _training(progressive_size=None),
        ),
        "Evaluation": (_training(mirror_average=True), _training(mirror_average=False)),
        "Stopping": (
            _training(early_stopping=_watching(10)),
            _training(early_stopping=_watching(20)),
            _training(early_stopping=()),
            _training(keep="best"),
            _training(keep="last"),
        ),
    }


def rounded(value: float) -> float:
    """Without floating-point error: 0.1 + 0.2 is 0.3."""
    return float(f"{value:.6g}")


def _training(**fields: object) -> Variation:
    return lambda experiment: changed(experiment, training=changed(experiment.training, **fields))


def _rate(factor: float) -> Variation:
    def variation(experiment: Experiment) -> Experiment:
        rate = rounded(experiment.training.learning_rate.rate * factor)
        return edited(experiment, ("training", "learning_rate", "rate"), rate)

    return variation


def _schedule(kind: str) -> Variation:
    """Another course of the learning rate, with the same highest one."""
    return lambda experiment: with_learning_rate(experiment, kind)


def _batch(factor: float) -> Variation:
    return lambda experiment: _training(batch_size=round(experiment.training.batch_size * factor))(experiment)


def _optimizer(optimizer: Optimizer) -> Variation:
    """Another optimiser, with the learning rate that is usual for it."""
    return _training(optimizer=optimizer, learning_rate=optimizer.usual_rate)


def _momentum(value: float) -> Variation:
    """Another momentum, if the optimiser takes one."""
    return lambda experiment: (
        with_momentum(experiment, value) if "momentum" in type(experiment.training.optimizer).model_fields else None
    )


def _nesterov(experiment: Experiment) -> Experiment | None:
    """Nesterov's momentum in place of the usual one."""
    optimizer = experiment.training.optimizer
    if not isinstance(optimizer, SGD) or not optimizer.momentum:
        return None
    return edited(experiment, ("training", "optimizer", "nesterov"), True)


def _watching(patience: int) -> tuple[EarlyStopping, ...]:
    return (
        EarlyStopping(monitor="val_loss", patience=patience),
        EarlyStopping(monitor="val_accuracy", patience=patience),
    )


def _optimizers() -> Iterator[Variation]:
    """Every kind as it is by default, and the momentum that the course uses."""
    for kind in OPTIMIZERS.classes():
        yield _optimizer(kind())
        if kind is SGD:
            yield _optimizer(SGD(momentum=0.9))
            yield _nesterov
