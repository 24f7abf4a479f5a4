"""One change between two designs."""

from typing import Literal

from builder.design.base import Value

Kind = Literal["added", "removed", "changed"]
Part = Literal["network", "training", "data"]


class Change(Value):
    """What one design does differently from another, as a sentence in a student's words (without a full stop)."""

    kind: Kind
    part: Part
    text: str
