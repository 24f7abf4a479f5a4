"""A run in numbers and words, for people who watch it: pure functions of what the store holds."""

from collections.abc import Sequence

from builder.datasets import DATASETS
from builder.runs.intervals import wilson
from builder.runs.records import Epoch, Progress, Run
from builder.spec.training import EarlyStopping

MONITOR_TITLES = {"val_accuracy": "validation accuracy", "val_loss": "validation loss"}


def percent(fraction: float) -> str:
    """An accuracy as the pages write it: "70.2 %"."""
    return f"{100 * fraction:.1f}\N{NO-BREAK SPACE}%"


def points(before: float, after: float) -> str:
    """The difference of two accuracies in percentage points, with its sign: "+5.8 pts"."""
    return f"{100 * (after - before):+.1f} pts"


def duration(seconds: float) -> str:
    """A time in the two units that matter: "40 s", "51 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    return f"{minutes // 60:,} h {minutes % 60} min"


def epoch_count(count: int) -> str:
    """ "1 epoch", "60 epochs"."""
    return f"{count:,} {'epoch' if count == 1 else 'epochs'}"


def images_used(run: Run) -> str:
    """Which images the run trains on: "CIFAR-10", or "CIFAR-10, 2,000 training images" where they are limited."""
    data = run.experiment.data
    title = DATASETS[data.dataset].title
    return title if data.limit is None else f"{title}, {data.limit:,} training images"


def progress_line(progress: Progress) -> str:
    """What a running run does now: "Epoch 9 · 1,039 of 40,000 images · 3,412 images/s · 51 min left"."""
    if not progress.images_total:
        return f"{progress.phase} …"
    parts = [f"Epoch {progress.epoch}"] if progress.phase == "Training" else [progress.phase]
    if progress.phase == "Validating":
        parts = [f"Epoch {progress.epoch}", "validating"]
    parts.append(f"{progress.images_done:,} of {progress.images_total:,} images")
    if progress.images_per_second:
        parts.append(f"{progress.images_per_second:,.0f} images/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return " · ".join(parts)


def progress_share(progress: Progress) -> float:
    """How much of this phase is done, from 0 to 1."""
    return min(1.0, progress.images_done / progress.images_total) if progress.images_total else 0.0


def place_in_queue(position: int | None) -> str:
    """What a queued run waits for; `position` is 1 for the run that starts next."""
    if position is None:
        return "Starting"
    if position == 1:
        return "Starts next"
    ahead = position - 1
    return f"Starts after {ahead} other queued {'run' if ahead == 1 else 'runs'}"


def epochs_left(rule: EarlyStopping, epochs: Sequence[Epoch]) -> int:
    """After how many more epochs without a better value this rule ends the training; 0 where it has.

    Keras's EarlyStopping with min_delta 0: an epoch counts against the patience unless its value is strictly
    better than every earlier one.
    """
    values = [getattr(epoch, rule.monitor) for epoch in epochs]
    best, waited = None, 0
    for value in values:
        if best is None or (value < best if rule.monitor == "val_loss" else value > best):
            best, waited = value, 0
        else:
            waited += 1
    return max(0, rule.patience - waited)


def best_of(epochs: Sequence[Epoch]) -> Epoch | None:
    """The first epoch with the highest validation accuracy; None before the first epoch."""
    return max(epochs, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch), default=None)


def test_interval(run: Run) -> str:
    """The 95 % interval of the test accuracy of a run that was measured: "95 %: 69.3 to 71.1 %"."""
    low, high = wilson(round(run.test_accuracy * run.test_count), run.test_count)
    return f"95 %: {100 * low:.1f} to {percent(high)}"


def sentence(text: str) -> str:
    """`text` with a full stop at its end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
