"""Keras's optimiser and loss of a training."""

from collections.abc import Callable

from builder.design.training.training import Training
from builder.engine import schedules
from builder.engine.backend import keras, tf
from builder.engine.muon import Muon

#: The optimisers that are none of Keras's, by their titles in a design.
_OWN = {"Muon": Muon}


def keras_optimizer(training: Training, steps: int) -> keras.optimizers.Optimizer:
    """The optimiser, with its learning rate over a training of that many steps."""
    title = training.optimizer.title
    kind = _OWN[title] if training.optimizer.is_own else getattr(keras.optimizers, title)
    return kind(
        learning_rate=_learning_rate(training, steps),
        global_clipnorm=training.gradient_clipping,
        **dict(training.optimizer.arguments()),
    )


def keras_loss(training: Training) -> str | Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """The loss of labels (N,) and probabilities (N, classes): Keras's name of it, or one number for each image."""
    loss = training.loss
    if not loss.arguments():
        return loss.keras_name
    of_one_hot = getattr(keras.losses, loss.keras_class)(**dict(loss.arguments()))

    def of_numbers(labels: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
        one_hot = tf.one_hot(tf.cast(labels, tf.int32), probabilities.shape[-1], dtype=probabilities.dtype)
        return of_one_hot.call(one_hot, probabilities)

    return of_numbers


def _learning_rate(training: Training, steps: int) -> object:
    """A number, or a schedule over that many steps."""
    rate = training.learning_rate
    if rate.keras_class is None:
        return rate.rate
    kind = getattr(schedules if rate.is_own else keras.optimizers.schedules, rate.keras_class)
    return kind(**{name: list(value) if isinstance(value, tuple) else value for name, value in rate.arguments(steps)})
