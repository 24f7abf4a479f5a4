"""The training plan in one line."""

from builder.datasets.table import title_of
from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.words.counts import count
from builder.words.first_images import size_words
from builder.words.monitors import MONITORS, judging_accuracy
from builder.words.numbers import decimal, short_percent
from builder.words.optimizing import averaging, name_of, schedule, settings


def data_text(experiment: Experiment, train_count: int | None) -> str:
    """Which images: "CIFAR-10, 40,000 training images"; the title alone where the data set is not known here."""
    title = title_of(experiment.data.dataset)
    text = title if train_count is None else f"{title}, {train_count:,} training images"
    return f"{text}, validation images among them" if experiment.data.trains_on_validation else text


def shared_plan(one: Experiment, other: Experiment, train_count: int | None) -> str:
    """What the plans of two designs have in common."""
    of_other = _plan(other, train_count)
    return " · ".join(part for part in _plan(one, train_count) if part in of_other)


def plan_text(experiment: Experiment, train_count: int | None, validated_on: int | None = None) -> str:
    """The data and the training, as a caption under the title.

    `validated_on` is the number of validation images where not all of them are used.
    """
    return " · ".join(_plan(experiment, train_count, validated_on))


def _plan(experiment: Experiment, train_count: int | None, validated_on: int | None = None) -> list[str]:
    training = experiment.training
    parts = [
        data_text(experiment, train_count),
        _optimizer(training),
        f"batch {training.batch_size:,}",
        length_text(training),
    ]
    if validated_on is not None:
        parts.append(f"validates on {validated_on:,} images")
    parts += [f"{name_of(name)} {value:g}" for name, value in training.loss.arguments()]
    if training.averaging is not None:
        parts.append(averaging(training.averaging))
    if training.gradient_clipping is not None:
        parts.append(f"gradients clipped at {training.gradient_clipping:g}")
    if training.augmentation is not None:
        parts.append("augmentation")
    if (progressive := training.progressive_size) is not None:
        parts.append(size_words(progressive, " "))
    if training.mirror_average:
        parts.append("mean with the mirror image")
    if training.stops_in_time:
        parts.append(_stopping(training))
    if training.keep == "best":
        parts.append("keeps the best epoch")
    if training.seed:  # projects have seed 0
        parts.append(f"seed {training.seed}")
    if training.precision != "auto":
        parts.append("bfloat16" if training.precision == "mixed_bfloat16" else training.precision)
    return parts


def _optimizer(training: Training) -> str:
    rate = training.learning_rate
    told = [decimal(rate.rate), schedule(rate), *settings(training.optimizer)]
    return f"{training.optimizer.title} {', '.join(filter(None, told))}"


def length_text(training: Training) -> str:
    """What ends it: "20 epochs", or "until 90 % validation accuracy, at most 1,000 epochs of 100 steps or 30 min"."""
    most = count(training.epochs, "epoch")
    if training.steps_per_epoch is not None:
        most += f" of {count(training.steps_per_epoch, 'step')}"
    if training.time_limit is not None:
        most += f" or {training.time_limit:g} min"
    if training.target is not None:
        return f"until {short_percent(training.target)} {judging_accuracy(training)}, at most {most}"
    return f"up to {most}" if training.stops_in_time or training.time_limit is not None else most


def _stopping(training: Training) -> str:
    """The early-stopping rules that can act in words; an equal patience is mentioned only once."""
    stops = training.stops_in_time
    if len({stop.patience for stop in stops}) == 1:
        names = " or ".join(MONITORS[stop.monitor] for stop in stops)
        return f"stops after {count(stops[0].patience, 'epoch')} without a better {names}"
    reasons = " or ".join(
        f"{count(stop.patience, 'epoch')} without a better {MONITORS[stop.monitor]}" for stop in stops
    )
    return f"stops after {reasons}"
