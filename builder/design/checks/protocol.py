"""The rules about what ends training, and about the judge: which images end it and choose the best epoch."""

from collections.abc import Callable, Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.network.place import TRAINING
from builder.design.training.training import steps_per_epoch

#: The most epochs that a design may have.
MOST_EPOCHS = 10_000
#: Passes over the images in the corrected budget of a target.
USUAL_PASSES = 10


def _validation_is_kept_out(context: Context) -> Iterator[Problem]:
    if not context.experiment.data.trains_on_validation:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The validation images are trained on",
        what="The validation accuracy then shows what was learnt by heart, as in the slides' projects 16 (92.5 % on "
        "validation, 87.0 % on the test) and 18 (97.3 % and 90.1 %). The run is marked and gets no place.",
        fix_label="Keep them out of the training",
        fix=context.with_data(trains_on_validation=False),
    )


def _test_set_does_not_judge(context: Context) -> Iterator[Problem]:
    training = context.training
    if not training.judged_by_test:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The test set chooses the model",
        what="It is read after every epoch, ends the training and picks the epoch, as in the slides' project 18. "
        "The best of many readings is no estimate for new images any more. The run is marked.",
        fix_label="Let validation judge",
        fix=context.with_training(target_test_accuracy=None, target_validation_accuracy=training.target),
    )


def _target_is_above_chance(context: Context) -> Iterator[Problem]:
    target, images = context.training.target, context.experiment.images
    if target is None or target > images.chance:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The target is no more than guessing",
        what=f"Of {_classes(len(images.classes))}, guessing gets {100 * images.chance:.3g} % right; the target is "
        f"{100 * target:g} %. "
        "The first epoch will end the training.",
        fix_label="Train without a target",
        fix=context.with_training(target_validation_accuracy=None, target_test_accuracy=None),
    )


def _target_has_a_budget(context: Context) -> Iterator[Problem]:
    """Known before training: a budget below one pass leaves images unseen."""
    training, count = context.training, context.train_count
    if training.target is None or not count:
        return
    steps = steps_per_epoch(count, training)
    shown = training.epochs * steps * training.batch_size
    if shown >= count:
        return
    enough = -(-count // (steps * training.batch_size))
    usual = USUAL_PASSES * enough
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The target has too small a budget",
        what=f"{_count(training.epochs, 'epoch')} × {_count(steps, 'step')} × batch size {training.batch_size:,} shows "
        f"the network {shown:,} of {count:,} training images, each at most once. A target needs several passes; "
        f"one takes {_count(enough, 'epoch')}.",
        fix_label=f"Use {_count(usual, 'epoch')}" if usual <= MOST_EPOCHS else None,
        fix=context.with_training(epochs=usual) if usual <= MOST_EPOCHS else None,
    )


def _target_can_be_hit(context: Context) -> Iterator[Problem]:
    """An accuracy on n images moves in steps of 1 / n: a target between the last two requires every image."""
    training, count = context.training, context.validation_count
    if training.target is None or training.judged_by_test or not count:
        return
    if training.target == 1 or round(training.target * count, 6) <= count - 1:
        return
    below = (count - 1) / count
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="Only 100 % reaches this target",
        what=f"One of {count:,} validation images is {100 / count:.2g} points: below 100 % comes {100 * below:.4g} %, "
        f"which is less than the target of {100 * training.target:g} %.",
        fix_label=f"Aim at {int(100 * below)} %",
        fix=context.with_training(target_validation_accuracy=int(100 * below) / 100),
    )


def _target_keeps_the_best(context: Context) -> Iterator[Problem]:
    training = context.training
    if training.target is None or training.keep == "best":
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="A missed target keeps the last epoch",
        what=f"Where no epoch reaches {100 * training.target:g} %, the run keeps its last epoch, however much better "
        "an earlier one was.",
        fix_label="Keep the best epoch",
        fix=context.with_training(keep="best"),
    )


def patience_can_act(context: Context) -> Iterator[Problem]:
    epochs = context.training.epochs
    late = [stop for stop in context.training.early_stopping if stop.patience >= epochs]
    if not late:
        return
    shorter = max(1, epochs // 4)
    stops = tuple(
        stop.model_copy(update={"patience": min(stop.patience, shorter)}) if stop in late else stop
        for stop in context.training.early_stopping
    )
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="Early stopping can never act",
        what=f"Patience {late[0].patience} needs {late[0].patience} epochs without a better value after the first, "
        f"but there are only {epochs} epochs.",
        fix_label=f"Use patience {shorter}" if epochs > 1 else None,
        fix=context.with_training(early_stopping=stops) if epochs > 1 else None,
    )


def _classes(count: int) -> str:
    """ "ten classes", as the course writes it, and other numbers in digits."""
    return "ten classes" if count == 10 else f"{count} classes"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


#: In the order in which their problems are shown.
PROTOCOL_RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _validation_is_kept_out,
    _test_set_does_not_judge,
    _target_is_above_chance,
    _target_has_a_budget,
    _target_can_be_hit,
    _target_keeps_the_best,
)
