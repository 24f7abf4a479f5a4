"""What differs between two trainings."""

from collections.abc import Callable, Iterator

from builder.course.augmentation_changes import augmentation_changes, size_changes
from builder.course.change import Change, Kind, shortened
from builder.design.training.training import VALIDATION_STEP, Training
from builder.words.counts import count
from builder.words.monitors import MONITORS
from builder.words.numbers import exact, exact_percent
from builder.words.optimizing import averaging, name_of, schedule, schedules, settings
from builder.words.sentences import capital, listed


def training_changes(before: Training, after: Training) -> tuple[Change, ...]:
    """One change for each difference in training; the order of the monitors is no difference."""
    return tuple(
        Change(kind=kind, part="training", text=capital(text), short=_without_details(text))
        for rule in (
            _optimizer,
            _clipping,
            _loss,
            _averaging,
            _batch,
            augmentation_changes,
            size_changes,
            _epochs,
            _early_stopping,
            _ends,
            _keep,
            _evaluation,
            _seed,
        )
        for kind, text in rule(before, after)
    )


def _without_details(text: str) -> str:
    """ "SGD", "augmentation", "early stopping on validation loss", without their numbers."""
    return shortened(text).partition(" (")[0].partition(": ")[0]


Found = Iterator[tuple[Kind, str]]
Written = Callable[[float], str]


def _optimizer(before: Training, after: Training) -> Found:
    """If the optimiser differs, it is one change with its learning rate and momentum: they belong together."""
    if before.optimizer.kind != after.optimizer.kind:
        yield "changed", f"{_optimizer_words(after)} instead of {_optimizer_words(before)}"
        return
    if before.learning_rate != after.learning_rate:
        old, new = schedules([before.learning_rate, after.learning_rate])
        yield "changed", f"learning rate {_rate(after, new)} instead of {_rate(before, old)}"
    for name in type(after.optimizer).model_fields:
        if name != "kind":
            old, new = getattr(before.optimizer, name), getattr(after.optimizer, name)
            yield from _number(name_of(name), old, new, exact)


def _rate(training: Training, course: str) -> str:
    rate = training.learning_rate
    return f"{exact(rate.rate)} ({course})" if course else exact(rate.rate)


def _optimizer_words(training: Training) -> str:
    rate = training.learning_rate
    told = [exact(rate.rate), schedule(rate), *settings(training.optimizer)]
    return f"{training.optimizer.title} ({', '.join(filter(None, told))})"


def _clipping(before: Training, after: Training) -> Found:
    label, none = "gradients clipped at norm", "no clipping of gradients"
    yield from _number(label, before.gradient_clipping, after.gradient_clipping, exact, none)


def _loss(before: Training, after: Training) -> Found:
    if before.loss.kind != after.loss.kind:
        yield "changed", f"loss: {name_of(after.loss.kind)} instead of {name_of(before.loss.kind)}"
        return
    for name in type(after.loss).model_fields:
        if name != "kind":
            yield from _number(name_of(name), getattr(before.loss, name), getattr(after.loss, name), exact)


def _averaging(before: Training, after: Training) -> Found:
    old, new = averaging(before.averaging), averaging(after.averaging)
    if old and not new:
        yield "removed", "no average of the weights"
    elif new != old:
        yield ("changed", f"{new} instead of {old}") if old else ("added", new)


def _batch(before: Training, after: Training) -> Found:
    if before.batch_size != after.batch_size:
        yield "changed", f"batch {after.batch_size:,} instead of {before.batch_size:,}"


def _epochs(before: Training, after: Training) -> Found:
    if before.epochs != after.epochs:
        old, new = _up_to(before), _up_to(after)
        yield "changed", f"{new}{after.epochs:,} epochs instead of {old if old != new else ''}{before.epochs:,}"
    if before.steps_per_epoch != after.steps_per_epoch:
        yield "changed", f"epochs of {_steps(after.steps_per_epoch)} instead of {_steps(before.steps_per_epoch)}"
    if before.validation_steps != after.validation_steps:
        yield "changed", f"validation on {_validated(after)} instead of {_validated(before)}"


def _up_to(training: Training) -> str:
    """The words before a number of epochs that need not be reached."""
    return "up to " if training.early_stopping or training.target or training.time_limit else ""


def _steps(steps: int | None) -> str:
    return "whole passes" if steps is None else count(steps, "step")


def _validated(training: Training) -> str:
    """Which validation images are used after each epoch."""
    steps = training.validation_steps
    return "all images" if steps is None else f"{steps:,} batches of {VALIDATION_STEP} images"


def _early_stopping(before: Training, after: Training) -> Found:
    """One sentence for both monitors if both changed alike."""
    told: dict[tuple[Kind, str], list[str]] = {}
    for monitor in ("val_loss", "val_accuracy"):
        old, new = before.patience(monitor), after.patience(monitor)
        if old == new:
            continue
        kind: Kind = "added" if old is None else "removed" if new is None else "changed"
        patience = f", patience {new}" + ("" if old is None else f" instead of {old}")
        told.setdefault((kind, "" if new is None else patience), []).append(MONITORS[monitor])
    for (kind, patience), names in told.items():
        if kind == "removed" and not after.early_stopping:
            yield kind, "no early stopping"
        else:
            prefix = "no early stopping" if kind == "removed" else "early stopping"
            yield kind, f"{prefix} on {' or '.join(names) if kind == 'removed' else listed(names)}{patience}"


def _ends(before: Training, after: Training) -> Found:
    """What else ends training: a target accuracy and a time limit."""
    for name, what in (("target_validation_accuracy", "validation"), ("target_test_accuracy", "test")):
        label, none = f"training until {what} accuracy is", f"no target for {what} accuracy"
        yield from _number(label, getattr(before, name), getattr(after, name), exact_percent, none)
    yield from _number("at most", before.time_limit, after.time_limit, _minutes, "no limit of time")


def _minutes(minutes: float) -> str:
    return f"{exact(minutes)} min of training"


def _keep(before: Training, after: Training) -> Found:
    if before.keep != after.keep:
        yield "changed", f"keeps the weights of the {after.keep} epoch instead of the {before.keep}"


def _evaluation(before: Training, after: Training) -> Found:
    if after.mirror_average and not before.mirror_average:
        yield "added", "named by the mean with the mirror image"
    if before.mirror_average and not after.mirror_average:
        yield "removed", "named without the mirror image"


def _seed(before: Training, after: Training) -> Found:
    if before.seed != after.seed:
        yield "changed", f"seed {after.seed} instead of {before.seed}"


def _number(label: str, before: float | None, after: float | None, written: Written, none: str | None = None) -> Found:
    """A number that may be absent: None or 0."""
    if before == after:
        return
    if not after:
        yield "removed", none or f"no {label}"
    elif not before:
        yield "added", label if after is True else f"{label} {written(after)}"
    else:
        yield "changed", f"{label} {written(after)} instead of {written(before)}"
