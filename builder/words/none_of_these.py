"""That a picture is probably none of a network's classes, in sentences."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from builder.words.counts import classes, number_word

#: Why a picture is said to be none of the classes.
_UNLIKE = "colours and textures are unlike those that the network knows"
#: What is said instead where its class is known.
FALSE_ALARM = "An unusual picture, and a false alarm"
#: The same in a tile of several pictures.
FALSE_ALARM_BRIEFLY = "As a picture of your own it would get the note “probably none of these”, wrongly"
#: Behind an answer that something was said against.
DO_NOT_RELY = "do not rely on that"


def without_judgement(answer: Mapping[str, Any], why: str | None) -> dict[str, Any]:
    """A network's answer that does not say whether the picture is none of its classes, and says `why`, a sentence.

    None: nothing is said of it at all. The answer is as `jobs/none_of_these.py` describes it.
    """
    rest = {name: value for name, value in answer.items() if name not in ("none_of_these", "no_none_of_these")}
    return rest if why is None else rest | {"no_none_of_these": why}


def none_sentence(number: int, false_alarms: float) -> str:
    """What is said of a picture that is unlike the network's images; `number` of classes, `false_alarms` a share."""
    return f"Probably none of these {classes(number)}: the picture's {_UNLIKE}. {_how_often(number, false_alarms)}"


def none_briefly(number: int) -> str:
    """The same in a tile of several pictures; `none_reason` is said once, beside them."""
    return f"Probably none of these {classes(number)}."


def none_reason(number: int, false_alarms: float) -> str:
    """What `none_briefly` rests on."""
    return f"“Probably none”: the {_UNLIKE}. {_how_often(number, false_alarms)}"


def false_alarm(number: int, false_alarms: float) -> str:
    """The same of a picture that is known to belong to one of the classes."""
    return (
        f"{FALSE_ALARM}: its {_UNLIKE}, and of a picture of your own this page would say “probably none of these "
        f"{classes(number)}”. {_how_often(number, false_alarms)}"
    )


class Missed(NamedTuple):
    """Of how many of how many pictures that are none of the classes nothing was said; `worst` is how many of how many
    of the `kind` of which most were missed."""

    without: int
    images: int
    worst: tuple[int, int]
    kind: str


def silence(number: int, missed: Missed | None = None) -> str:
    """Beside an answer about a picture that nothing is said of: that this proves nothing; with what of it was measured
    of the network, if anything was."""
    begins = (
        f"It always says one of its {classes(number)}, whatever a picture shows. A picture without a warning may still "
        "be something else"
    )
    if missed is None:
        return f"{begins}: many such pictures get none."
    of, images = missed.worst
    worst = f"; of the {images:,} {missed.kind}, {of:,}" if images < missed.images else ""
    return (
        f"{begins}, however sure the answer is: {missed.without:,} of {missed.images:,} such pictures got none{worst}. "
        "Photographs of, say, another animal were not tried."
    )


def none_of_handwriting(number: int) -> str:
    """Why a network of strokes with so many classes calls no strokes none of them: everybody draws in another way."""
    return f"It cannot say “none of these” about handwriting: whatever you draw gets one of its {classes(number)}."


def unknown_sentence(number: int, why: str) -> str:
    """That nobody can tell whether it is none of them, and why, a sentence."""
    if why == none_of_handwriting(number):  # which says both
        return why
    return f"Whether a picture is none of these {classes(number)} cannot be told. {why}"


def _how_often(number: int, share: float) -> str:
    """How often the verdict is wrong. A share is at most a half."""
    belong = f"pictures that do belong to the {number_word(number)}"
    if share < 0.001:
        return f"Next to none of the {belong} get this note."
    often = f"1 in {round(1 / share):,}" if share <= 0.2 else f"{round(10 * share)} in 10"
    return f"About {often} {belong} get this note, too."
