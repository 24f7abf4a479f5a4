"""The callback that averages the weights in a script, as `engine/averaging.py` does within each step."""

from builder.design.training.averaging import Averaging

_MOVING_AVERAGE = '''\
class MovingAverage(keras.callbacks.Callback):
    """The weights' moving average, which is what is validated and what remains in the end."""

    def __init__(self, decay: float):
        super().__init__()
        self.decay, self.average, self.weights = decay, None, None

    def on_train_batch_end(self, batch, logs=None):
        weights = self.model.get_weights()
        before = weights if self.average is None else self.average
        self.average = [w + self.decay * (a - w) for a, w in zip(before, weights)]
'''

_LOOKAHEAD = '''\
class Lookahead(keras.callbacks.Callback):
    """An average that follows the weights every few steps, and from which they go on; it is what is validated."""

    def __init__(self, every: int, decay: float, power: float):
        super().__init__()
        self.every, self.decay, self.power, self.step, self.weights = every, decay, power, 0, None

    def on_train_begin(self, logs=None):
        self.average, self.steps = self.model.get_weights(), self.params["epochs"] * self.params["steps"]

    def on_train_batch_end(self, batch, logs=None):
        self.step += 1
        if self.step % self.every == 0:
            share = self.decay * (self.step / self.steps) ** self.power
            self.average = [w + share * (a - w) for a, w in zip(self.average, self.model.get_weights())]
            self.model.set_weights(self.average)
'''

#: How an average takes the weights' place from validation on, until the next epoch begins.
_IN_PLACE = """\

    def on_test_begin(self, logs=None):
        self.weights = self.model.get_weights()
        self.model.set_weights(self.average)

    def on_epoch_begin(self, epoch, logs=None):
        if self.weights is not None:
            self.model.set_weights(self.weights)
"""

_CLASSES = {"ema": _MOVING_AVERAGE + _IN_PLACE, "lookahead": _LOOKAHEAD + _IN_PLACE}


def averaging_class(averaging: Averaging) -> str:
    """The source of the callback's class."""
    return _CLASSES[averaging.kind]


def averaging_call(averaging: Averaging) -> str:
    """The source of the callback."""
    fields = [name for name in type(averaging).model_fields if name != "kind"]
    return f"{type(averaging).__name__}({', '.join(f'{name}={getattr(averaging, name)!r}' for name in fields)})"
