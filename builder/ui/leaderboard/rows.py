"""Which runs the leaderboard shows, in which order, and what it says of their data and their project."""

from collections.abc import Callable, Sequence

from builder import presets
from builder.datasets import DATASETS
from builder.store.board.standings import Placed, Standing

#: At most this many rows are drawn; the filter reaches the others.
MOST_ROWS = 1000


def images_label(run: Standing) -> str:
    """The images in words: "CIFAR-10", "CIFAR-10 · 2,000 images", "Digits · split 7"."""
    label = DATASETS[run.dataset].title
    if run.limit is not None:
        label += f" · {run.limit:,} images"
    if run.split_seed:
        label += f" · split {run.split_seed}"
    few = run.images[-1]
    return label if few is None else f"{label} · {few:,} for validation"


def matching(rows: Sequence[Placed], words: str = "", dataset: str | None = None, owner: str | None = None):
    """The rows of that data set and owner (None: any) whose name, nickname, project or state hold every word."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in rows
        if (dataset is None or row.run.dataset == dataset)
        and (owner is None or row.run.owner == owner)
        and (not wanted or _holds(row.run, wanted))
    )


def _holds(run: Standing, words: list[str]) -> bool:
    project = presets.PRESETS[run.preset].title if run.preset in presets.PRESETS else ""
    text = f"{run.name}\n{run.nickname}\n{project}\n{run.state}".casefold()
    return all(word in text for word in words)


def _unknown_last(value: Callable[[Standing], float | None], sign: int = 1):
    def key(row: Placed) -> tuple[bool, float]:
        number = value(row.run)
        return number is None, sign * (number or 0)

    return key


def _honest_first(row: Placed) -> tuple[int, float]:
    """By test accuracy: first the honest estimates, then those of models that the test set chose."""
    run = row.run
    return 2 if run.test_accuracy is None else int(run.judged_by_test), -(run.test_accuracy or 0)


#: Every order that the page offers: its label, and the key that rows are sorted by (None: as they were ranked).
ORDERS: dict[str, Callable[[Placed], object] | None] = {
    "Validation accuracy": None,
    "Test accuracy": _honest_first,
    "Newest first": _unknown_last(lambda run: run.submitted_at, -1),
    "Fewest parameters": _unknown_last(lambda run: run.parameters),
    "Shortest training": _unknown_last(lambda run: run.seconds),
    "Name": lambda row: row.run.name.casefold(),
}


def in_order(rows: Sequence[Placed], order: str) -> tuple[Placed, ...]:
    """The rows by one of `ORDERS`; equals stay as they were."""
    key = ORDERS[order]
    return tuple(rows) if key is None else tuple(sorted(rows, key=key))


def slides_percent(run: Standing) -> float | None:
    """The slides' test accuracy of the run's project in percent; None for own designs and other data."""
    if run.preset not in presets.PRESETS or run.dataset != "cifar10":
        return None
    return presets.PRESETS[run.preset].documented.test_accuracy


def differs_from_slides(run: Standing) -> bool:
    """Whether a project was cut short: fewer images, fewer epochs planned than there, less time, or ended early."""
    planned = presets.PRESETS[run.preset].experiment.training.epochs
    is_short = run.planned_epochs < planned or run.time_limit is not None
    return run.limit is not None or is_short or run.state != "finished"


def best_of_each_size(rows: Sequence[Placed]) -> tuple[Placed, ...]:
    """Of the runs on the same images with as many parameters, the one with the best validation accuracy.

    One that trained on its validation images stands for itself and hides no other.
    """
    best: dict[tuple, Placed] = {}
    for row in rows:
        accuracy = row.run.validation_accuracy
        if accuracy is None:
            continue
        size = row.run.images, row.run.parameters, row.run.trains_on_validation
        if size not in best or accuracy > best[size].run.validation_accuracy:
            best[size] = row
    return tuple(best.values())
