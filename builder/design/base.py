"""The base of every value that describes something."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value: comparable, hashable, and strict about fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def later(default: object) -> Any:
    """The default of a field that designs did not always have; JSON leaves the field out where it has this value.

    So a design that does not use the field is written as it was before there was one: the same text in links, in the
    store and in what is remembered of it.
    """
    return Field(default, exclude_if=lambda value: bool(value == default))
