"""The optimiser, the loss and the learning rate of a training as source."""

from builder.design.training.training import Training

#: Of a call that stands on one line, beside what stands before it.
_LONGEST = 100


def optimizer_code(training: Training, rate: str) -> str:
    """The call that makes the optimiser; `rate` is the learning rate's source. Keras's defaults are left out."""
    arguments = [f"learning_rate={rate}", *(f"{name}={value!r}" for name, value in training.optimizer.arguments())]
    if training.gradient_clipping is not None:
        arguments.append(f"global_clipnorm={training.gradient_clipping!r}")
    module = "" if training.optimizer.is_own else "keras.optimizers."
    return f"{module}{training.optimizer.title}({', '.join(arguments)})"


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
    module = "" if rate.is_own else "keras.optimizers.schedules."
    arguments = [
        f"{name}={list(value) if isinstance(value, tuple) else value!r}" for name, value in rate.arguments(steps)
    ]
    line = f"{module}{rate.keras_class}({', '.join(arguments)})"
    if len(line) < _LONGEST:
        return line
    return "\n".join([f"{module}{rate.keras_class}(", *(f"    {argument}," for argument in arguments), ")"])
