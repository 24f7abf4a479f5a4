"""Random changes to the training images."""

from typing import Annotated

from pydantic import Field

from builder.design.base import Value


class Augmentation(Value):
    """Random changes to each training image, with ImageDataGenerator's meanings and units.

    `rotation` is in degrees either way; `width_shift` and `height_shift` are shares of the image
    either way; `shear` is in degrees either way; `zoom` z draws each axis from [1 - z, 1 + z];
    `horizontal_flip` mirrors an image with probability one half.
    """

    rotation: Annotated[float, Field(ge=0, le=180)] = 0.0
    width_shift: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    height_shift: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    shear: Annotated[float, Field(ge=0, le=45)] = 0.0
    zoom: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    horizontal_flip: bool = False
