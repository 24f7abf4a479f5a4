"""Schedules of the learning rate that Keras lacks; `export/own_code.py` has them as source."""

from builder.engine.backend import keras, tf


class WarmUpThenLinear(keras.optimizers.schedules.LearningRateSchedule):
    """Straight from `first_share` of the rate up to it in `warm_up_steps`, then straight down to `last_share` of it at
    step `steps`."""

    def __init__(self, rate: float, steps: int, warm_up_steps: int, first_share: float, last_share: float) -> None:
        self.rate, self.steps, self.warm_up_steps = rate, steps, warm_up_steps
        self.first_share, self.last_share = first_share, last_share

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        step = keras.ops.cast(step, "float32")
        up = self.first_share + (1 - self.first_share) * step / max(1, self.warm_up_steps)
        down = 1 - (1 - self.last_share) * (step - self.warm_up_steps) / max(1, self.steps - self.warm_up_steps)
        return self.rate * keras.ops.minimum(up, keras.ops.maximum(down, self.last_share))

    def get_config(self) -> dict[str, float]:
        """The arguments."""
        return dict(vars(self))
