"""Why a run computes as it does."""

from builder.progress.speed import FasterFormat, FasterSteps, NoInstructions, Overflow, Pinned


def pinned(_: Pinned) -> str:
    return "The design asks for it."


def no_instructions(_: NoInstructions) -> str:
    return "This processor has no instructions for bfloat16."


def faster_format(reason: FasterFormat) -> str:
    return f"Measured here: {reason.float32:,.0f} images/s in float32, {reason.bfloat16:,.0f} in bfloat16."


def overflow(_: Overflow) -> str:
    return "In bfloat16, which is faster here, its loss was not a number after a few steps on these images."


def faster_steps(reason: FasterSteps) -> str:
    """The faster way first."""
    if reason.several > reason.one:
        return (
            f"{reason.steps} steps in each call of TensorFlow gave {reason.several:,.0f} images/s, "
            f"one step {reason.one:,.0f}."
        )
    return (
        f"One step in each call of TensorFlow gave {reason.one:,.0f} images/s, "
        f"{reason.steps} steps {reason.several:,.0f}."
    )
