"""Training on smaller images first."""

from typing import Annotated

from pydantic import Field

from builder.design.base import Value


class ProgressiveSize(Value):
    """For the share `until` of its steps a training takes its images smaller: `size` pixels on the shorter side.

    After T. Karras et al. (arXiv 1710.10196) and J. Howard (fast.ai, DAWNBench 2018): what is coarse is learnt first,
    and a small image costs less. Whoever evaluates takes images at their full size.
    """

    size: Annotated[int, Field(ge=8, le=112)] = 24
    until: Annotated[float, Field(gt=0, lt=1)] = 0.5

    def shape(self, full: tuple[int, int, int]) -> tuple[int, int, int]:
        """The smaller (height, width, channels), in the proportions of the full one."""
        height, width, channels = full
        shorter = min(height, width)
        return round(height * self.size / shorter), round(width * self.size / shorter), channels
