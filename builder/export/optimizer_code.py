"""The optimiser, the loss and the learning rate of a training as source."""

import textwrap

from builder.design.training.rates import Linear
from builder.design.training.training import Training
from builder.export.own_code import is_straight, own_arguments

#: Of a call that stands on one line, beside what stands before it.
_LONGEST = 102


def optimizer_code(training: Training, rate: str) -> str:
    """The call that makes the optimiser; `rate` is the learning rate's source. Keras's defaults are left out."""
    arguments = [f"learning_rate={rate}", *(f"{name}={value!r}" for name, value in training.optimizer.arguments())]
    if training.gradient_clipping is not None:
        arguments.append(f"global_clipnorm={training.gradient_clipping!r}")
    arguments += own_arguments(training)
    module = "" if training.optimizer.is_own else "keras.optimizers."
    return _call(f"{module}{training.optimizer.title}", arguments)


def loss_code(training: Training) -> str:
    """The loss for compile: Keras's name of it, or the call of its class, which takes one-hot labels."""
    loss = training.loss
    if not loss.arguments():
        return f'"{loss.keras_name}"'
    arguments = ", ".join(f"{name}={value!r}" for name, value in loss.arguments())
    return f"keras.losses.{loss.keras_class}({arguments})"


def schedule_code(training: Training, steps: int) -> str:
    """The call that makes the schedule of the learning rate over that many steps."""
    rate = training.learning_rate
    if isinstance(rate, Linear) and is_straight(rate):
        arguments = [repr(rate.rate), f"decay_steps={steps}", f"end_learning_rate={rate.rate * rate.last_share!r}"]
        return _call("keras.optimizers.schedules.PolynomialDecay", arguments)
    module = "" if rate.is_own else "keras.optimizers.schedules."
    arguments = [
        f"{name}={list(value) if isinstance(value, tuple) else value!r}" for name, value in rate.arguments(steps)
    ]
    return _call(f"{module}{rate.keras_class}", arguments)


def _call(name: str, arguments: list[str]) -> str:
    """The call on one line, or each argument on a line of its own, and a long list of numbers on several."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) < _LONGEST:
        return line
    lines = [line for told in arguments for line in textwrap.wrap(f"{told},", _LONGEST, subsequent_indent="    ")]
    return "\n".join([f"{name}(", *(f"    {line}" for line in lines), ")"])
