"""What the file of an imported run says about it. Nobody here has measured any of it."""

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from builder.design.base import Value
from builder.design.training.training import Precision
from builder.store.errors import one_line

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
#: A moment in unix seconds, within the years that a calendar can show.
Moment = Annotated[float, Field(ge=0, le=32_503_680_000)]
#: The share of the images that may get another answer because of rounding alone.
ROUNDED = 0.01


class Claims(Value):
    """The figures of a run's file: who trained it, where and how well.

    `by` is the nickname of whoever exported it. `test_accuracy` was read on `test_count` images, with the network
    computing in the format `measured_in`; without a reading these are None. Texts are one short line.
    """

    by: str
    product: str
    exported_at: Moment
    state: Literal["finished", "stopped", "failed"]
    validation_accuracy: Share | None = None
    test_accuracy: Share | None = None
    test_count: Count | None = None
    measured_in: Precision | None = None
    precision: Precision | None = None
    seconds: Annotated[float, Field(ge=0, le=1e9)] | None = None
    processor: str | None = None
    versions: dict[str, str] | None = Field(default=None, max_length=20)

    @field_validator("by", "product", "processor")
    @classmethod
    def _is_one_short_line(cls, text: str | None) -> str | None:
        return None if text is None else one_line(text, 120)

    @field_validator("versions")
    @classmethod
    def _are_short_lines(cls, versions: dict[str, str] | None) -> dict[str, str] | None:
        return None if versions is None else {one_line(k, 40): one_line(v, 40) for k, v in versions.items()}


def is_found_again(claimed: float, correct: int, images: int) -> bool:
    """Whether an accuracy, a fraction, is what reading so many images again gave: so many were right.

    Other batches and number formats round otherwise, so that an image between two classes may change sides: 1 % of the
    images may, at least one.
    """
    return abs(claimed * images - correct) <= max(1.0, ROUNDED * images) + 1e-3


@lru_cache(maxsize=2_000)
def claims_of(text: str | None) -> Claims | None:
    """The claims in a column; None where there are none, or none that this version can read."""
    try:
        return Claims.model_validate_json(text) if text else None
    except ValidationError:
        return None
