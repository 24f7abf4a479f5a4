"""What two trainings do differently to their images: the changes at random, and their size."""

from collections.abc import Iterator

from builder.course.change import Kind
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.words.first_images import size_words
from builder.words.numbers import exact, exact_percent

#: The name of each field of an augmentation, and how its value is written; a flip is there or not, by chance or not.
DRAWS = {
    "rotation": ("rotation", lambda degrees: f"±{exact(degrees)}°"),
    "zoom": ("zoom", lambda share: f"±{exact_percent(share)}"),
    "shear": ("shear", lambda degrees: f"±{exact(degrees)}°"),
    "width_shift": ("width shift", lambda share: f"±{exact_percent(share)}"),
    "height_shift": ("height shift", lambda share: f"±{exact_percent(share)}"),
    "horizontal_flip": ("horizontal flip", lambda flip: "every other time" if flip == "alternating" else ""),
    "crop": ("crop", lambda pixels: f"±{exact(pixels)} px"),
    "cutout": ("cutout", lambda pixels: f"{exact(pixels)} px"),
}


def augmentation_changes(before: Training, after: Training) -> Iterator[tuple[Kind, str]]:
    """All changes at random together; nothing where they are the same."""
    old, new = before.augmentation, after.augmentation
    if old == new:
        return
    if new is None:
        yield "removed", "no augmentation"
    elif old is None:
        yield "added", f"augmentation: {_draws(Augmentation(), new)}"
    else:
        yield "changed", f"augmentation: {_draws(old, new)}"


def size_changes(before: Training, after: Training) -> Iterator[tuple[Kind, str]]:
    """The smaller images of the first steps; nothing where they are the same."""
    old, new = before.progressive_size, after.progressive_size
    if old == new:
        return
    if new is None:
        yield "removed", "images of one size throughout"
    else:
        yield "added" if old is None else "changed", f"images of {size_words(new)}"


def _draws(before: Augmentation, after: Augmentation) -> str:
    """How the random changes differ: "rotation ±25° instead of ±15°, horizontal flip, no zoom"."""
    words = []
    for name, (label, written) in DRAWS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if not new:
            words.append(f"no {label}")
        else:
            before_that = f" instead of {written(old) or 'by chance'}" if old else ""
            words.append(f"{label} {written(new) or ('by chance' if old else '')}".strip() + before_that)
    return ", ".join(words) or "nothing is changed yet"
