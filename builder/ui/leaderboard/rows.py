"""Which runs the leaderboard shows, in which order, and what it says of their data and their project."""

from collections.abc import Callable, Sequence

from builder import presets
from builder.datasets.table import title_of
from builder.store.board.lines import Line
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run

#: At most this many rows are drawn; the filter reaches the others.
MOST_ROWS = 1000


def images_label(run: Run) -> str:
    """The images in words: "CIFAR-10", "CIFAR-10 · 2,000 images", "Digits · split 7"."""
    images = validation_set(run.experiment)
    return " · ".join([title_of(run.dataset), *_parts_of(images)])


def images_words(images: ValidationSet) -> str:
    """Which of a data set's images: "All images", "2,000 images · split 7"."""
    parts = _parts_of(images)
    return " · ".join(parts if images.limit is not None else ["All images", *parts])


def _parts_of(images: ValidationSet) -> list[str]:
    parts = [] if images.limit is None else [f"{images.limit:,} images"]
    parts += [f"split {images.split_seed}"] if images.split_seed else []
    return parts if images.first is None else [*parts, f"{images.first:,} for validation"]


def matching(rows: Sequence[Line], words: str = "", owner: str | None = None) -> tuple[Line, ...]:
    """The lines of that owner (None: any) with a run whose name, nickname, project or state hold every word."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in rows
        if (owner is None or row.run.owner == owner) and (not wanted or any(_holds(run, wanted) for run in row.runs))
    )


def _holds(run: Run, words: list[str]) -> bool:
    project = presets.ALL_PRESETS[run.preset].title if run.preset in presets.ALL_PRESETS else ""
    text = f"{run.name}\n{run.nickname}\n{project}\n{run.state}".casefold()
    return all(word in text for word in words)


Key = Callable[[Line], tuple[bool, float] | tuple[int, float] | str]


def _unknown_last(value: Callable[[Line], float | None], sign: int = 1) -> Key:
    def key(row: Line) -> tuple[bool, float]:
        number = value(row)
        return number is None, sign * (number or 0)

    return key


def _honest_first(row: Line) -> tuple[int, float]:
    """By test accuracy: first the honest estimates, then those of models that the test set chose."""
    accuracy = row.test_accuracy
    return 2 if accuracy is None else int(row.run.experiment.training.judged_by_test), -(accuracy or 0)


#: Every order that the page offers: its label, and the key that rows are sorted by (None: as they were ranked).
ORDERS: dict[str, Key | None] = {
    "Validation accuracy": None,
    "Test accuracy": _honest_first,
    "Newest first": _unknown_last(lambda line: line.submitted_at, -1),
    "Fewest parameters": _unknown_last(lambda line: line.run.parameters),
    "Shortest training": _unknown_last(lambda line: line.seconds),
    "Name": lambda row: row.run.name.casefold(),
}


def in_order(rows: Sequence[Line], order: str) -> tuple[Line, ...]:
    """The lines by one of `ORDERS`; equals stay as they were."""
    key = ORDERS[order]
    return tuple(rows) if key is None else tuple(sorted(rows, key=key))


def slides_percent(run: Run) -> float | None:
    """The slides' test accuracy of the run's project in percent; None for own designs and other data."""
    project = presets.PRESETS.get(run.preset or "")
    if project is None or run.dataset != project.experiment.data.dataset:
        return None
    return project.documented.test_accuracy


def differs_from_slides(run: Run) -> bool:
    """Whether a preset was cut short: fewer images, fewer epochs planned than there, less time, or ended early."""
    project = presets.ALL_PRESETS.get(run.preset or "")
    training = run.experiment.training
    is_short = project is None or training.epochs < project.experiment.training.epochs
    is_short = is_short or training.time_limit is not None
    return run.experiment.data.limit is not None or is_short or run.state != "finished"


def best_of_each_size(rows: Sequence[Line]) -> tuple[Line, ...]:
    """Of the lines on the same images with as many parameters, the one with the best validation accuracy.

    One without a place, such as one that trained on its validation images, hides none that has one.
    """
    best: dict[tuple[ValidationSet, int, bool], tuple[float, Line]] = {}
    for row in rows:
        accuracy = row.validation_accuracy
        if accuracy is None:
            continue
        size = validation_set(row.run.experiment), row.run.parameters, row.place is None
        if size not in best or accuracy > best[size][0]:
            best[size] = accuracy, row
    return tuple(row for _, row in best.values())
