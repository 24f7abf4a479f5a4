"""One change between two designs, and how its numbers are written."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from builder.design.base import Value

Kind = Literal["added", "removed", "changed"]
Part = Literal["network", "training", "data"]


class Change(Value):
    """What one design does otherwise than another, as a sentence in a student's words (without a full stop)."""

    kind: Kind
    part: Part
    text: str


def number(value: float) -> str:
    """Every digit of `value` and no exponent: "0.2", "0.00001", "1,000"."""
    plain = f"{Decimal(repr(value)):,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent(share: float) -> str:
    """A share as "20 %", with every digit that it has."""
    return f"{number(float(Decimal(repr(float(share))) * 100))}\N{NO-BREAK SPACE}%"


def listed(words: Sequence[str]) -> str:
    """ "2", "2 and 3", "2, 3 and 4"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]
