"""One change between two designs."""

from typing import Literal

from builder.design.base import Value

Kind = Literal["added", "removed", "changed"]
Part = Literal["network", "training", "data"]


class Change(Value):
    """What one design does differently from another, as a sentence in a student's words (without a full stop).

    `short` is the same in a few words, as a design's name says it: "64 filters"; empty where the change before says it
    already ("3 more blocks").
    """

    kind: Kind
    part: Part
    text: str
    short: str


def shortened(text: str) -> str:
    """What something is now, without what it was before."""
    return text.partition(" instead of ")[0]
