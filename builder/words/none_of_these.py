"""That a picture is probably none of a network's classes, in sentences."""

from collections.abc import Mapping
from typing import Any

from builder.words.counts import classes


def without_judgement(answer: Mapping[str, Any], why: str | None) -> dict[str, Any]:
    """A network's answer that does not say whether the picture is none of its classes, and says `why`, a sentence.

    None: nothing is said of it at all. The answer is as `jobs/none_of_these.py` describes it.
    """
    rest = {name: value for name, value in answer.items() if name not in ("none_of_these", "no_none_of_these")}
    return rest if why is None else rest | {"no_none_of_these": why}


def none_sentence(number: int, false_alarms: float, images: str = "this network's validation images") -> str:
    """What is said of a picture that is unlike the validation images, called `images`; `number` of classes,
    `false_alarms` a share."""
    return (
        f"Probably none of these {classes(number)}: it looks unlike {images}. "
        f"{_percent(false_alarms)} of these would be called that, too."
    )


def none_of_handwriting(number: int) -> str:
    """Why a network of strokes with so many classes calls no strokes none of them: everybody draws in another way."""
    return f"It cannot say “none of these” about handwriting: whatever you draw gets one of its {classes(number)}."


def unknown_sentence(number: int, why: str) -> str:
    """That nobody can tell whether it is none of them, and why, a sentence."""
    if why == none_of_handwriting(number):  # which says both
        return why
    return f"Whether a picture is none of these {classes(number)} cannot be told. {why}"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f} %"
