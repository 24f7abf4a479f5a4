"""That a picture is probably none of a network's classes, in sentences."""

from collections.abc import Mapping
from typing import Any

from builder.words.counts import classes

#: Why nothing is said of strokes to a network of strokes.
OF_PICTURES_ALONE = "Everybody draws strokes in another way, so this is said of other pictures alone."


def without_judgement(answer: Mapping[str, Any], why: str | None) -> dict[str, Any]:
    """A network's answer that does not say whether the picture is none of its classes, and says `why`, a sentence.

    None: nothing is said of it at all. The answer is as `jobs/none_of_these.py` describes it.
    """
    rest = {name: value for name, value in answer.items() if name not in ("none_of_these", "no_none_of_these")}
    return rest if why is None else rest | {"no_none_of_these": why}


def none_sentence(number: int, false_alarms: float) -> str:
    """What is said of a picture that is unlike the validation images; `number` of classes, `false_alarms` a share."""
    return (
        f"Probably none of these {classes(number)}: it looks unlike this network's validation images. "
        f"{_percent(false_alarms)} of these would be called that, too."
    )


def unknown_sentence(number: int, why: str) -> str:
    """That nobody can tell whether it is none of them, and why, a sentence."""
    return f"Whether a picture is none of these {classes(number)} cannot be told. {why}"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f} %"
