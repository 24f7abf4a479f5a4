"""What may be wrong with the optimiser, its settings and the learning rate."""

from collections.abc import Callable, Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.edit.fields import changed, edited
from builder.design.network.place import TRAINING
from builder.design.training.optimizers import SGD
from builder.design.training.rates import Plateau

USUAL_MOMENTUM = 0.9


def _learning_rate_reasonable(context: Context) -> Iterator[Problem]:
    optimizer, rate = context.training.optimizer, context.training.learning_rate.rate
    limit, title, default = optimizer.highest_rate, optimizer.title, optimizer.usual_rate
    if rate <= limit:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The learning rate is very high",
        what=f"{rate:g} with {title}: above {limit:g} the loss usually jumps about or becomes "
        f"infinite. Keras starts {title} at {default:g}.",
        fix_label=f"Use {default:g}",
        fix=edited(context.experiment, ("training", "learning_rate", "rate"), default),
    )


def _nesterov_has_momentum(context: Context) -> Iterator[Problem]:
    optimizer = context.training.optimizer
    if not isinstance(optimizer, SGD) or not optimizer.nesterov or optimizer.momentum:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="Nesterov needs momentum",
        what="Nesterov's step looks ahead by the momentum, and the momentum is 0: it is plain SGD.",
        fix_label=f"Use momentum {USUAL_MOMENTUM:g}",
        fix=context.with_training(optimizer=changed(optimizer, momentum=USUAL_MOMENTUM)),
    )


def _plateau_can_act(context: Context) -> Iterator[Problem]:
    rate, epochs = context.training.learning_rate, context.training.epochs
    if not isinstance(rate, Plateau) or rate.patience < epochs - 1:
        return
    shorter = max(1, epochs // 5)
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The learning rate can never fall",
        what=f"It falls after {rate.patience} epochs without a better value after the first, and then another epoch "
        f"must follow, but there are only {epochs} epochs.",
        fix_label=f"Use patience {shorter}" if epochs > 2 else None,
        fix=context.with_training(learning_rate=changed(rate, patience=shorter)) if epochs > 2 else None,
    )


def _schedule_is_finished(context: Context) -> Iterator[Problem]:
    """A schedule is laid over all epochs, and what ends the training by the clock ends it too."""
    training, limit = context.training, context.training.time_limit
    if training.learning_rate.keras_class is None or limit is None:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The time limit may end the schedule early",
        what=f"The learning rate changes over all {training.epochs:,} epochs. Where they take longer than {limit:g} "
        "minutes, training ends at a rate that is still high, and with worse weights than a shorter schedule gives.",
        fix_label="Train without a time limit",
        fix=context.with_training(time_limit=None),
    )


#: Every rule, in the order in which their problems are shown.
OPTIMIZING_RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _learning_rate_reasonable,
    _nesterov_has_momentum,
    _plateau_can_act,
    _schedule_is_finished,
)
