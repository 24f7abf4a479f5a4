"""Random changes to the training images."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from builder.design.base import Value, later
from builder.design.kinds import shown

#: The grey of a cut-out square, of 255.
GREY = 127.5


class Augmentation(Value):
    """Random changes to each training image: first ImageDataGenerator's, with its meanings and units.

    `rotation` is in degrees either way; `width_shift` and `height_shift` are shares of the image
    either way; `shear` is in degrees either way; `zoom` z draws each axis from [1 - z, 1 + z];
    `horizontal_flip` mirrors an image with probability one half, or "alternating": every other time that it is
    shown, beginning at random (K. Jordan, arXiv 2404.00498). Then `crop`: the image is padded by so many pixels
    on each side, which mirror what lies within the border, and a part of its own size is cut out of that at random.
    Last `cutout`: a square of so many pixels a side turns grey, at a random place within the image
    (after T. DeVries and G. Taylor, arXiv 1708.04552, where it may reach over the border).
    """

    rotation: Annotated[float, Field(ge=0, le=180)] = 0.0
    width_shift: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    height_shift: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    shear: Annotated[float, Field(ge=0, le=45)] = 0.0
    zoom: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    horizontal_flip: bool | Literal["alternating"] = False
    crop: Annotated[int, Field(ge=0, le=8)] = later(0)
    cutout: Annotated[int, Field(ge=0, le=112)] = later(0)

    @field_validator("horizontal_flip", mode="wrap")
    @classmethod
    def _flip(cls, given: Any, handler: ValidatorFunctionWrapHandler) -> bool | str:
        try:
            read: bool | str = handler(given)
        except ValidationError:
            raise ValueError(f'it is {shown(given)}; give true, false or "alternating"') from None
        return read

    @property
    def alternates(self) -> bool:
        """Whether an image is mirrored every other time, and not by chance."""
        return self.horizontal_flip == "alternating"

    @property
    def moves(self) -> bool:
        """Whether an image is changed by one of ImageDataGenerator's changes."""
        amounts = (self.rotation, self.width_shift, self.height_shift, self.shear, self.zoom)
        return any(amounts) or self.horizontal_flip is True
