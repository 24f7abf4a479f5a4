"""What makes an answer softer: smoothed labels in training, and the mean with the mirror image when it is asked."""

from collections.abc import Sequence

from builder.ui.explained.strokes import Picture, arrow, box, line, text
from builder.ui.explained.training import SHIP
from builder.words.numbers import percent

SMOOTHING = 0.1
CLASSES = ("cat", "dog", "ship", "frog")
#: Which of them is right.
RIGHT = 2

#: What a network says of a picture and of its mirror image: that it is a ship.
SEEN, MIRRORED = 0.5, 0.8

COLUMN, BAR, HIGH, BASE = 32, 20, 80, 112


def smoothing_picture() -> Picture:
    """What each class is wanted with, as it comes and smoothed, with the ten classes of which four are drawn."""
    wanted = [1.0 if place == RIGHT else 0.0 for place in range(len(CLASSES))]
    soft = [(1 - SMOOTHING) * share + SMOOTHING / 10 for share in wanted]
    drawn = _bars(0, "wanted without", wanted) + arrow(142, 72) + _bars(180, f"with {SMOOTHING:g}", soft)
    said = (
        f"Without, the right one of ten classes is wanted with {percent(1, 0)}; with smoothing of {SMOOTHING:g}, with "
        f"{percent(soft[RIGHT], 0)}, and each other one with {percent(soft[0], 0)}"
    )
    return Picture(drawn, BASE + 24, said)


def mirror_picture() -> Picture:
    """A picture, its mirror image, what the network says of each, and their mean."""
    drawn = ""
    for left, turn, told in ((0, 1, "as it is"), (112, -1, "mirrored")):
        drawn += text(left + 40, 14, told) + box(left, 24, 80, 60)
        drawn += f'<g transform="translate({left + 40} 54) scale({turn} 1)">{SHIP}</g>'
    mean = (SEEN + MIRRORED) / 2
    for middle, share in ((40, SEEN), (152, MIRRORED)):
        drawn += text(middle, 106, f"ship, {percent(share, 0)}")
    drawn += (
        arrow(206, 72) + text(276, 62, "their mean", "small") + text(276, 82, f"ship, {percent(mean, 0)}", "strong")
    )
    said = "The network names the picture and its mirror image, and the mean of both counts"
    return Picture(drawn, 116, said)


def _bars(left: float, told: str, shares: Sequence[float]) -> str:
    drawn = text(left, 14, told, "strong", "start") + line(left, BASE, left + COLUMN * len(CLASSES), BASE, "faint")
    for place, (name, share) in enumerate(zip(CLASSES, shares, strict=True)):
        middle = left + COLUMN * place + COLUMN / 2
        drawn += box(middle - BAR / 2, BASE - HIGH * share, BAR, HIGH * share, "bar")
        drawn += text(middle, BASE + 16, name, "small")
    return drawn
