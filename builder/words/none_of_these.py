"""That a picture is probably none of a network's classes, in sentences."""

from builder.words.counts import classes

#: Why nothing is said of strokes to a network of strokes.
OF_PICTURES_ALONE = "Everybody draws strokes in another way, so this is said of other pictures alone."


def none_sentence(number: int, false_alarms: float) -> str:
    """What is said of a picture that is unlike the validation images; `number` of classes, `false_alarms` a share."""
    return (
        f"Probably none of these {classes(number)}: it looks unlike this network's validation images. "
        f"{_percent(false_alarms)} of these would be called that, too."
    )


def unknown_sentence(number: int, why: str) -> str:
    """That nobody can tell whether it is none of them, and why, a sentence."""
    return f"Whether a picture is none of these {classes(number)} cannot be told. {why}"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f} %"
