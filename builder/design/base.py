"""The base of every value that describes something."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value: comparable, hashable, and strict about fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
