"""Why a run trains in its number format, and with so many steps in each call of TensorFlow. Speeds are images/s."""

from typing import Literal

from builder.design.base import Value


class Pinned(Value):
    """The design asks for this number format."""

    kind: Literal["pinned"] = "pinned"


class NoInstructions(Value):
    """This processor has no instructions for bfloat16."""

    kind: Literal["no_instructions"] = "no_instructions"


class FasterFormat(Value):
    """The speeds that were measured in each number format."""

    kind: Literal["faster_format"] = "faster_format"
    float32: float
    bfloat16: float


class Overflow(Value):
    """bfloat16 was faster, but its loss was not a number after a few steps, and that of float32 was."""

    kind: Literal["overflow"] = "overflow"


class FasterSteps(Value):
    """The speeds that were measured with one step in each call, and with `steps`."""

    kind: Literal["faster_steps"] = "faster_steps"
    steps: int
    one: float
    several: float


FormatReason = Pinned | NoInstructions | FasterFormat | Overflow
