"""What refines a training: the course of the learning rate, and an average of the weights."""

import math

from builder.design.training.rates import Cosine, LearningRate, Linear, Steps
from builder.ui.explained.strokes import Picture, curve, line, text

PANEL, WIDE, LOW, HIGH = 108, 92, 100, 38
#: What an average keeps of itself in each step.
KEPT = 0.85
STEPS = 60


def schedules_picture() -> Picture:
    """Three courses of the learning rate, from the first step to the last."""
    drawn = ""
    rates: tuple[tuple[str, LearningRate], ...] = (
        ("cosine", Cosine(rate=1)),
        ("warm-up, linear", Linear(rate=1, warm_up=0.2, first_share=0.1)),
        ("in steps", Steps(rate=1, drops=2, factor=0.4)),
    )
    for place, (told, rate) in enumerate(rates):
        left = place * PANEL
        drawn += text(left + WIDE / 2, 14, told, "small") + line(left, LOW, left + WIDE, LOW, "faint")
        drawn += curve(((left + WIDE * x / 100, _height(rate.at(x / 100))) for x in range(101)), "bold")
        drawn += text(left, LOW + 18, "first step", "small", "start") + text(
            left + WIDE, LOW + 18, "last", "small", "end"
        )
    said = (
        "Three schedules: the learning rate falls along half a wave, rises and then falls straight, or falls in steps"
    )
    return Picture(drawn, 126, said)


def averages(weights: list[float]) -> list[float]:
    """The moving average of them, which begins with the first."""
    average = [weights[0]]
    for weight in weights[1:]:
        average.append(KEPT * average[-1] + (1 - KEPT) * weight)
    return average


def averaging_picture() -> Picture:
    """One weight that jumps about from step to step, and its average."""
    steps = [_weight(step) for step in range(STEPS)]
    drawn = line(0, 112, 320, 112, "faint") + text(320, 128, "step after step", "small", "end")
    for values, style in ((steps, "line"), (averages(steps), "bold")):
        drawn += curve(((320 * step / (STEPS - 1), 104 - 80 * value) for step, value in enumerate(values)), style)
    said = "A weight jumps about from step to step (thin); its average (thick) follows it more calmly"
    return Picture(drawn, 134, said)


def _weight(step: int) -> float:
    """Somewhere between 0 and 1, towards its end with jumps to either side."""
    return 0.75 * (1 - math.exp(-step / 12)) + 0.14 * math.sin(2.4 * step) * math.cos(1.1 * step + 1)


def _height(share: float) -> float:
    return LOW - (LOW - HIGH) * share
