"""A picture on its way to another process, in a task."""

from typing import Self

from pydantic import Field, model_validator

from builder.design.base import Value


class SentPicture(Value):
    """An image sent with a task: height x width x channels bytes in this order; any other number is a ValueError."""

    height: int = Field(ge=1)
    width: int = Field(ge=1)
    channels: int = Field(ge=1)
    pixels: bytes

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        expected = self.height * self.width * self.channels
        if len(self.pixels) != expected:
            raise ValueError(f"the image has {len(self.pixels)} bytes; expected {expected}")
        return self

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""
        return self.height, self.width, self.channels
