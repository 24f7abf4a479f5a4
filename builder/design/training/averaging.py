"""Averages of the weights, one class per kind, and AVERAGES, their registry."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny

from builder.design.base import Value
from builder.design.kinds import Kinds


class Averaging(Value):
    """An average of all weights, and of batch normalisation's means and variances, that follows them while they train.

    The averages are what is validated, kept and exported; training goes on with the weights themselves. `title` is what
    a kind is called in a list.
    """

    kind: str = ""
    title: ClassVar[str]


#: Every kind of average, by its name in a design.
AVERAGES: Kinds[Averaging] = Kinds("average of the weights")


def _read(given: Any) -> Averaging | None:
    return None if given is None else AVERAGES.read(given)


#: A field of a design: an average, the bare name of its kind, or None.
AnyAveraging = Annotated[SerializeAsAny[Averaging] | None, PlainValidator(_read)]


@AVERAGES.register
class MovingAverage(Averaging):
    """After each step the average is `decay` times itself and 1 - `decay` times the weights; it begins with those after
    the first step, as Keras's `use_ema` does."""

    kind: Literal["ema"] = "ema"
    title: ClassVar[str] = "Moving average (EMA)"
    decay: Annotated[float, Field(ge=0, lt=1)] = 0.99


@AVERAGES.register
class Lookahead(Averaging):
    """After each `every` steps the average is d times itself and 1 - d times the weights, which go on from it: M. Zhang
    and others, NeurIPS 2019.

    d is `decay` times the share of all steps that is done, to the power `power`; with the power 0 it stays as it is.
    """

    kind: Literal["lookahead"] = "lookahead"
    title: ClassVar[str] = "Lookahead"
    every: Annotated[int, Field(ge=1, le=1000)] = 5
    decay: Annotated[float, Field(ge=0, lt=1)] = 0.77
    power: Annotated[float, Field(ge=0, le=10)] = 3.0
