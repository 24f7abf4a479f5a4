"""The classes that a training needs and Keras lacks, as source: what `engine` trains with, written for a script."""

from builder.design.training.optimizers import MUON_ADAM_BETA_2
from builder.design.training.rates import LearningRate, Linear
from builder.design.training.training import Training

_WARM_UP_THEN_LINEAR = '''\
class WarmUpThenLinear(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate goes straight up to its highest, and then straight down, step by step."""

    def __init__(self, rate, steps, warm_up_steps, first_share, last_share):
        self.rate, self.steps, self.warm_up_steps = rate, steps, warm_up_steps
        self.first_share, self.last_share = first_share, last_share

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        up = self.first_share + (1 - self.first_share) * step / max(1, self.warm_up_steps)
        down = 1 - (1 - self.last_share) * (step - self.warm_up_steps) / max(1, self.steps - self.warm_up_steps)
        return self.rate * keras.ops.minimum(up, keras.ops.maximum(down, self.last_share))

    def get_config(self):
        return dict(vars(self))
'''

_MUON = '''\
class Muon(keras.optimizers.Muon):
    """Keras's own gives convolutions to AdamW. This one takes each kernel but the last, a column for each filter."""

    def _should_use_adamw(self, variable):
        kernels = [each.path for each in self._trainable_variables if len(each.shape) > 1 and each.shape[-1] > 1]
        return variable.path not in kernels[:-1]

    def zeropower_via_newtonschulz5(self, x, steps):
        step = super().zeropower_via_newtonschulz5(keras.ops.reshape(x, (-1, x.shape[-1])), steps)
        return keras.ops.reshape(0.2 * max(step.shape) ** 0.5 * step, x.shape)
'''

#: By the name of the class.
_SOURCES = {"WarmUpThenLinear": _WARM_UP_THEN_LINEAR, "Muon": _MUON}
#: What an optimiser of these is always given beside its fields: Muon's class scales its steps itself.
_ALWAYS = {"Muon": (f"adam_beta_2={MUON_ADAM_BETA_2}", "rms_rate=None")}


def own_arguments(training: Training) -> tuple[str, ...]:
    """The arguments that the source of the optimiser's class needs in every call; empty for Keras's own."""
    return _ALWAYS.get(training.optimizer.title, ()) if training.optimizer.is_own else ()


def own_optimizer(training: Training) -> list[str]:
    """The source of the optimiser's class, where Keras lacks it."""
    return [_SOURCES[training.optimizer.title]] if training.optimizer.is_own else []


def own_classes(training: Training) -> list[str]:
    """The source of each class of an optimiser or a schedule that Keras lacks."""
    name = own_schedule(training.learning_rate)
    return own_optimizer(training) + ([] if name is None else [_SOURCES[name]])


def own_schedule(rate: LearningRate) -> str | None:
    """The name of the schedule's class, where Keras lacks it."""
    return None if not rate.is_own or is_straight(rate) else rate.keras_class


def is_straight(rate: LearningRate) -> bool:
    """Whether the rate only falls, in a straight line, for which Keras has a schedule."""
    return isinstance(rate, Linear) and rate.only_falls
