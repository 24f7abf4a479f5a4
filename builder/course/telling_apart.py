"""What tells designs apart that have one name, in a few words each: "20 epochs, learning rate 0.01"."""

from collections.abc import Sequence

from builder.course.differing import (
    AUGMENTATION,
    EPOCHS,
    IMAGES,
    NONE,
    NUMBER_FORMAT,
    NUMBER_OF,
    OPTIMISER,
    SEED,
    SETTINGS,
    TIME_LIMIT,
    TO_VECTOR,
    TRAINING_IMAGES,
    Differing,
    differing,
)
from builder.design.experiment import Experiment
from builder.words.counts import count

#: So many fields are named, and the seed after them where they do not suffice.
MOST_NAMED = 2

#: Fields whose value says what it is of, or is read before its name.
PHRASES = {
    IMAGES: "{}",
    TRAINING_IMAGES: "{} images",
    OPTIMISER: "{}",
    SETTINGS: "{}",
    TO_VECTOR: "{}",
    NUMBER_FORMAT: "{}",
    TIME_LIMIT: "{} minutes at most",
}
#: And where there is no value.
ABSENT = {SETTINGS: "no settings of its own", TIME_LIMIT: "no time limit"}


def telling_apart(designs: Sequence[Experiment], *, with_seed: bool = True) -> tuple[str, ...]:
    """For each design the values of the fewest fields that tell the most of them apart.

    Empty for all of them where they are the same, and where only the seed differs and is not asked for.
    """
    told: list[Differing] = []
    rows = differing(designs)
    fields = [row for row in rows if row.label != SEED]
    while len(told) < MOST_NAMED and fields:
        best = max(fields, key=lambda row: _parts(*told, row))
        if _parts(*told, best) == _parts(*told):
            break
        told.append(best)
    seeds = [row for row in rows if row.label == SEED and with_seed]
    told += [row for row in seeds if _parts(*told, row) > _parts(*told)]
    return tuple(", ".join(_words(row, place) for row in told) for place in range(len(designs)))


def _parts(*rows: Differing) -> int:
    """How many of the designs these fields tell apart."""
    return len(set(zip(*(row.texts for row in rows), strict=True))) if rows else 1


def _words(row: Differing, place: int) -> str:
    """A design's value of a field: "learning rate 0.01", "filters 64 (block 2)", "no augmentation"."""
    label, text = row.label, row.texts[place]
    if row.numbers is not None and (label == EPOCHS or label.startswith(NUMBER_OF)):
        noun = "epoch" if label == EPOCHS else label.removeprefix(NUMBER_OF).removesuffix("s")
        return count(round(row.numbers[place]), noun)
    if text == NONE and label in ABSENT:
        return ABSENT[label]
    if label in PHRASES:
        return PHRASES[label].format(text)
    head, _, where = label.partition(", ")
    name = head if head[:2].isupper() else head[:1].lower() + head[1:]
    value = {NONE: f"no {name}", "no": f"no {name}", "yes": name}.get(text)
    told = value or f"{name}{':' * (name[-1].isdigit() or label == AUGMENTATION)} {text}"
    return f"{told} ({where})" if where else told
