"""Where a network errs, in a sentence."""

from collections.abc import Sequence

from builder.analysis.confusion import Mixed
from builder.design.data import HeldOut


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
    """Which classes are most often taken for each other, the most frequent first, and in which directions."""
    if not pairs:
        return "It mistakes no class for another."
    return f"Most often confused: {', then '.join(_mixed(pair, classes) for pair in pairs)}."


def _mixed(pair: Mixed, classes: Sequence[str]) -> str:
    """The pair's directions that happened: "8 called 1 (2 times) and 1 called 8 (once)"."""
    first, second = classes[pair.first], classes[pair.second]
    forth = f"{first} called {second} ({_times(pair.forth)})"
    return f"{forth} and {second} called {first} ({_times(pair.back)})" if pair.back else forth


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
