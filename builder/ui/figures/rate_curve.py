"""The course of the learning rate over a training, as a small curve."""

from builder.design.training.rates import LearningRate
from builder.ui.app.text import escaped
from builder.words.numbers import decimal

WIDTH, HEIGHT = 260, 44
#: Fine enough that a drop looks like one.
POINTS = 130


def rate_curve(rate: LearningRate) -> str:
    """The rate from the first step to the last, from 0 up to its highest, as one SVG in the colour of the text."""
    places = [place / POINTS for place in range(POINTS + 1)]
    points = " ".join(f"{2 + (WIDTH - 4) * done:.1f},{_height(rate, done):.1f}" for done in places)
    first, last = decimal(rate.at(0)), decimal(rate.at(1))
    title = f"Learning rate: {first} at first, at most {decimal(rate.rate)}, {last} at last"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="{escaped(title)}" fill="none" '
        f'stroke="currentColor"><line x1="0" y1="{HEIGHT - 1}" x2="{WIDTH}" y2="{HEIGHT - 1}" opacity="0.3"/>'
        f'<polyline points="{points}" stroke-width="2" stroke-linejoin="round"/></svg>'
    )


def _height(rate: LearningRate, done: float) -> float:
    """How far below the picture's top the rate is."""
    return HEIGHT - 2 - (HEIGHT - 4) * rate.at(done) / rate.rate
