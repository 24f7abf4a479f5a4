"""The size of the images that training begins with, in words."""

from builder.design.training.progressive_size import ProgressiveSize
from builder.words.numbers import NO_BREAK, exact_percent


def size_words(progressive: ProgressiveSize, space: str = NO_BREAK) -> str:
    """ "24 px until 50 % of the steps"; `space` stands before the percent sign."""
    return f"{progressive.size} px until {exact_percent(progressive.until, space)} of the steps"
