"""What differs between the images that two designs use."""

from builder.course.change import Change, Kind, shortened
from builder.datasets.table import DATASETS
from builder.design.data import Data
from builder.words.sentences import capital


def data_changes(before: Data, after: Data) -> tuple[Change, ...]:
    """One change for each difference in which images are used."""
    found: list[tuple[Kind, str]] = []
    if before.dataset != after.dataset:
        found.append(("changed", f"{_named(after.dataset)} instead of {_named(before.dataset)}"))
    if before.limit != after.limit:
        found.append(("changed", f"{_images(after.limit)} training images instead of {_images(before.limit)}"))
    if before.split_seed != after.split_seed:
        found.append(("changed", f"split {after.split_seed} instead of {before.split_seed}"))
    if after.trains_on_validation and not before.trains_on_validation:
        found.append(("added", "the validation images are trained on, too"))
    if before.trains_on_validation and not after.trains_on_validation:
        found.append(("removed", "the validation images are not trained on"))
    return tuple(Change(kind=kind, part="data", text=capital(text), short=shortened(text)) for kind, text in found)


def _named(dataset: str) -> str:
    return DATASETS[dataset].in_a_sentence if dataset in DATASETS else dataset


def _images(limit: int | None) -> str:
    return "all" if limit is None else f"{limit:,}"
