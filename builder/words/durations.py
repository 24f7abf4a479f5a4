"""How times are written."""

import math
from collections.abc import Callable


def duration(seconds: float) -> str:
    """The time that a training took or will take, in the two units that matter: "40 s", "51 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60:,} h {minutes % 60} min"


def training_time(seconds: float) -> str:
    """A training time that is over, so exactly that it can be compared: "40 s", "2 min", "2 min 51 s", "51 min"."""
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if 90 <= whole < 600 and whole % 60 else duration(seconds)


def epoch_duration(seconds: float) -> str:
    """How long one epoch takes, precisely enough to compare it with a time limit: "40 s", "2.5 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def moment(seconds: float) -> str:
    """How long a network took for one picture: "35 ms", "1.2 s"."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def duration_range(low: float, high: float) -> str:
    """A time that is not known exactly, rounded outwards: "8 to 15 s", "40 s to 2 min", "35 to 60 min", "1 to 3 h"."""
    (least, unit), (most, unit_of_most) = _rounded(low, math.floor), _rounded(high, math.ceil)
    if unit != unit_of_most:
        return f"{least} {unit} to {most} {unit_of_most}"
    return f"{most} {unit}" if least == most else f"{least} to {most} {unit}"


def about(seconds: float) -> str:
    """A time that is known roughly: "about 8 s", "about 40 s", "about 2 min"."""
    number, unit = _rounded(seconds, round)
    return f"about {number} {unit}"


def _rounded(seconds: float, to: Callable[[float], int]) -> tuple[str, str]:
    """A number of one digit or two that is quickly read, and its unit."""
    for unit, size, most in (("s", 1, 90), ("min", 60, 90), ("h", 3600, 72), ("days", 86400, float("inf"))):
        number = seconds / size
        if number < most:
            # In steps of 1 below 20, of 5 from there on: nobody waits 37 seconds rather than 40.
            step = 1 if number < 20 else 5
            rounded = to(number / step) * step
            return f"{max(1, rounded):,}", unit
    raise AssertionError("unreachable: the last unit takes every number")
