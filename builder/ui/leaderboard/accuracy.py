"""A line's validation accuracy in words, with how sure it is."""

from builder.statistics.intervals import wilson
from builder.store.board.lines import Line
from builder.words.numbers import likely_percent


def how_sure(line: Line, images: int) -> str:
    """The 95 % interval (Wilson) of the validation accuracy on so many images, or the spread of several seeds.

    Empty where the accuracy is not known, or the number of images (0).
    """
    if line.validation_accuracy is None:
        return ""
    if line.spread is not None:
        return f"± {100 * line.spread:.1f} over {line.seeds} seeds"
    if not images:
        return ""
    return likely_percent(wilson(round(line.validation_accuracy * images), images))
