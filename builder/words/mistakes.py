"""Where a network errs, in a sentence."""

from collections.abc import Sequence

from builder.analysis.confusion import Mixed
from builder.design.data import HeldOut
from builder.words.counts import noun


def which_images(kind: HeldOut, images: int, above: HeldOut | None) -> str:
    """Which images the mistakes are of, and whether the accuracy at the head of the page is of the same; `above` says
    of which it is, None where there is none."""
    told = f"From the {images:,} {kind} images"
    if above is None:
        return f"{told}."
    if kind == above:
        return f"{told} of the accuracy above."
    return f"{told}: other images than the {above} images of the accuracy above."


def confused_sentence(pairs: Sequence[Mixed], classes: Sequence[str]) -> str:
    """Which classes are most often taken for each other, the most frequent first."""
    if not pairs:
        return "It mistakes no class for another."
    first, *others = pairs
    told = (
        f"It most often takes {classes[first.first]} for {classes[first.second]} ({_times(first.forth)}, "
        f"and the other way round {_times(first.back)})"
    )
    if not others:
        return f"{told}."
    then = " and ".join(
        f"{classes[pair.first]} for {classes[pair.second]} ({pair.forth:,} and {pair.back:,})" for pair in others
    )
    return f"{told}, then {then}."


def _times(number: int) -> str:
    return "never" if number == 0 else f"{number:,} {noun(number, 'time')}"
