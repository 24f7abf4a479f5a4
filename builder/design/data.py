"""Which images a run uses, and how they are split."""

from typing import Annotated, Literal

from pydantic import Field

from builder.design.base import Value
from builder.design.images import SOURCES, Images

#: The images that a network does not learn from: those that choose, and those that are read once, when a run ends.
HeldOut = Literal["validation", "test"]


class Data(Value):
    """Which images, how they are split, and how many of them.

    The split is stratified and drawn from `split_seed`. `limit` N uses N training images, N // 4 for
    validation and N // 4 for testing; None uses all. `trains_on_validation` adds the validation images to
    the training images, which is very likely how the slides ran projects 16 and 18: the validation
    accuracy of such a run says nothing about new images.
    """

    images: Images = Field(default_factory=SOURCES.default)
    split_seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Field(ge=40, le=1_000_000)] | None = None
    trains_on_validation: bool = False

    @property
    def dataset(self) -> str:
        """The name of the data set that the images come from."""
        return self.images.dataset

    @property
    def is_quick(self) -> bool:
        """Whether it takes fewer training images than there are, to try something in a fraction of the time."""
        return self.limit is not None
