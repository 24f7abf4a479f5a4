"""Averages of a model's weights, updated within each training step, and how they take the weights' place.

They are among the optimiser's variables, so a checkpoint has them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from builder.design.training.averaging import Averaging, Lookahead, MovingAverage
from builder.engine.backend import keras, tf


class Averages:
    """The averages of a compiled model over a training of `steps` steps."""

    def __init__(self, model: keras.Model, averaging: Averaging, steps: int) -> None:
        """From here on each step of the model updates them."""
        self.averaging, self.steps, self.optimizer = averaging, steps, model.optimizer
        self.pairs = [(weight, self._beside(weight)) for weight in model.weights]
        self.are_in_use = False
        model.train_step = self._followed(model.train_step)

    @property
    def variables(self) -> tuple[keras.Variable, ...]:
        """The averages; the weights themselves while the averages are in their place."""
        return tuple(average for _, average in self.pairs)

    def use(self) -> None:
        """Puts the averages in the place of the weights, where they are not there already."""
        if not self.are_in_use:
            self._swap()

    def put_back(self) -> None:
        """Puts the weights back into their place, where they are not there already."""
        if self.are_in_use:
            self._swap()

    def _swap(self) -> None:
        for weight, average in self.pairs:
            aside = tf.identity(weight.value)
            weight.assign(average)
            average.assign(aside)
        self.are_in_use = not self.are_in_use

    def _beside(self, weight: keras.Variable) -> keras.Variable:
        """The variable of a weight's average, which is the weight at first."""
        average = self.optimizer.add_variable_from_reference(weight, name="average")
        average.assign(weight)
        return average

    def _followed(self, train_step: Callable[[Any], Mapping[str, Any]]) -> Callable[[Any], Mapping[str, Any]]:
        def followed(data: Any) -> Mapping[str, Any]:
            logs = train_step(data)
            self._follow()
            return logs

        return followed

    def _follow(self) -> None:
        """What a step does to the averages, in TensorFlow's graph; the optimiser has counted the step."""
        step = tf.cast(self.optimizer.iterations, tf.float32)
        if isinstance(self.averaging, MovingAverage):
            self._draw(tf.where(step > 1.0, self.averaging.decay, 0.0))
        elif isinstance(self.averaging, Lookahead):
            done = tf.minimum(1.0, step / self.steps)
            share = self.averaging.decay * done**self.averaging.power
            due = tf.equal(tf.math.floormod(step, float(self.averaging.every)), 0.0)
            tf.cond(due, lambda: self._draw(share, are_followed=True), lambda: True)

    def _draw(self, share: tf.Tensor, *, are_followed: bool = False) -> bool:
        """Each average becomes `share` of itself and the rest of its weight, which goes on from it if followed."""
        for weight, average in self.pairs:
            # In this form a weight that never changes, as in a frozen layer, stays as it is to the last bit.
            drawn = weight.value + share * (average.value - weight.value)
            average.assign(drawn)
            if are_followed:
                weight.assign(drawn)
        return True


def averages_of(model: keras.Model, averaging: Averaging | None, steps: int) -> Averages | None:
    """The averages of a compiled model, if its training keeps some."""
    return None if averaging is None else Averages(model, averaging, steps)
