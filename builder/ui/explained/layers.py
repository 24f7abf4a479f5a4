"""Layers that a block may choose: bends, residual and separable blocks, whole maps, whitening."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from builder.ui.explained.strokes import (
    CELL,
    Picture,
    arrow,
    box,
    cells,
    circle,
    curve,
    frames,
    line,
    number_text,
    text,
    window,
)
from builder.ui.explained.windows import CROSS, MAP, SMALL, convolved
from builder.words.block_choices import ACTIVATIONS
from builder.words.sentences import listed

#: What leaky ReLU passes on of what is below nought, as Keras does.
LEAK = 0.2
GIVEN, DIFFERENCE = (2, 1, 3), (0.5, -1, 0)
#: Two maps, the window that looks at each of them alone, and how much of each answer the sum takes.
TWO_MAPS = (((1, 0, 2), (0, 1, 1), (2, 1, 0)), ((2, 1, 0), (1, 3, 1), (0, 1, 2)))
WINDOWS, MIX = (((1, 0), (0, 1)), ((0, 1), (1, 0))), (2, -1)
#: Brightness of a pixel, and of the one beside it, at twelve places of pictures: less their means.
NEIGHBOURS = (
    (-2.2, -1.9),
    (-1.8, -2.4),
    (-1.4, -1.2),
    (-0.9, -1.0),
    (-0.6, 0.3),
    (-0.2, -0.6),
    (0.3, 0.4),
    (0.6, -0.3),
    (1.0, 1.7),
    (1.3, 1.2),
    (1.8, 1.5),
    (2.1, 2.3),
)


def gelu(value: float) -> float:
    """The value times the share of a normal distribution that lies below it (Hendrycks and Gimpel, 2016)."""
    return value * (1 + math.erf(value / math.sqrt(2))) / 2


def silu(value: float) -> float:
    """The value times its sigmoid."""
    return value / (1 + math.exp(-value))


def leaky(value: float) -> float:
    """The value, or LEAK of it where it is negative."""
    return value if value > 0 else LEAK * value


def whitened(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The pairs along the two directions in which they spread, each less its mean and divided by its deviation."""
    count = len(pairs)
    means = [sum(pair[side] for pair in pairs) / count for side in (0, 1)]
    one, other = ([pair[side] - means[side] for pair in pairs] for side in (0, 1))
    angle = math.atan2(2 * _dot(one, other), _dot(one, one) - _dot(other, other)) / 2
    along = [x * math.cos(angle) + y * math.sin(angle) for x, y in zip(one, other, strict=True)]
    across = [y * math.cos(angle) - x * math.sin(angle) for x, y in zip(one, other, strict=True)]
    spreads = [math.sqrt(_dot(values, values) / count) for values in (along, across)]
    return [(x / spreads[0], y / spreads[1]) for x, y in zip(along, across, strict=True)]


class Bend(NamedTuple):
    """What an activation makes of a value, and in words what it does."""

    of: Callable[[float], float]
    does: str


#: The bend of each activation that a block may have, by Keras's word for it.
BENDS = {
    "relu": Bend(lambda value: max(0.0, value), "cuts off what is negative"),
    "gelu": Bend(gelu, "bends softly"),
    "silu": Bend(silu, "bends more softly still"),
    "leaky_relu": Bend(leaky, "lets a fifth of what is negative through"),
}
#: How many bends stand side by side, how far apart they begin and how wide each is: as many as the width has room for.
IN_A_ROW, APART, BEND = 4, 82, 72


def activation_picture() -> Picture:
    """Each bend that a block may have, with what it makes of −1 and of 1; in rows, where they are many."""
    drawn = ""
    for place, (activation, name) in enumerate(ACTIVATIONS.items()):
        row, column = divmod(place, IN_A_ROW)
        drawn += _bend(APART * column, 134 * row, name, BENDS[activation].of)
    said = listed([f"{name} {BENDS[activation].does}" for activation, name in ACTIVATIONS.items()])
    return Picture(drawn, 134 * row + 126, said)


def _bend(left: float, top: float, name: str, bend: Callable[[float], float]) -> str:
    middle, nought = left + BEND / 2, top + 70
    drawn = text(middle, top + 14, name, "strong")
    drawn += line(left, nought, left + BEND, nought, "faint") + line(middle, top + 24, middle, top + 88, "faint")
    drawn += curve(((middle + 14 * x / 10, nought - 18 * bend(x / 10)) for x in range(-25, 26)), "bold")
    told = "".join(
        text(left, top + 106 + 16 * number, f"{number_text(x)} → {number_text(round(bend(x), 2))}", "small", "start")
        for number, x in enumerate((-1, 1))
    )
    return drawn + f'<g class="bend">{told}</g>'


def residual_picture() -> Picture:
    """What came in goes past the convolution, and is added to what that found."""
    total = [given + more for given, more in zip(GIVEN, DIFFERENCE, strict=True)]
    ys = [40 + place * CELL for place in range(3)]
    drawn = text(0, 30, "comes in", anchor="start") + text(174, 30, "learnt") + text(286, 30, "goes on")
    for name, x, values in (("given", 11, GIVEN), ("difference", 163, DIFFERENCE), ("total", 275, total)):
        drawn += cells(name, x, ys[0], [[value] for value in values])
    drawn += arrow(38, ys[1] + 11, 22) + box(64, ys[0] + 6, 66, 54) + arrow(134, ys[1] + 11, 24)
    drawn += text(97, ys[1] + 8, "convo-") + text(97, ys[1] + 23, "lution")
    drawn += circle(228, ys[1] + 11, 11) + text(228, ys[1] + 16, "+", "strong") + line(190, ys[1] + 11, 216, ys[1] + 11)
    drawn += arrow(241, ys[1] + 11, 28)
    drawn += '<path d="M22 110 V132 H228 V86" class="bold"></path>' + text(125, 148, "past it, unchanged", "small")
    said = (
        "Three values go past a convolution and are added to what it gives, so that it need only learn the difference"
    )
    return Picture(drawn, 154, said)


def separable_picture() -> Picture:
    """First each map by itself, then all of them pixel by pixel."""
    tops, out_x, mix_x, mix_y = (22, 22 + 3 * SMALL + 26), 3 * SMALL + 2 * SMALL + 62, 264, 60
    answers = [convolved(values, kernel) for values, kernel in zip(TWO_MAPS, WINDOWS, strict=True)]
    mixed = [
        [sum(share * answer[row][column] for share, answer in zip(MIX, answers, strict=True)) for column in (0, 1)]
        for row in (0, 1)
    ]
    drawn = text(0, 14, "1: each map alone", "strong", "start") + text(out_x, 14, "2: their sum", "strong", "start")
    alone, across = "", ""
    for number, (top, values, kernel, answer) in enumerate(zip(tops, TWO_MAPS, WINDOWS, answers, strict=True), start=1):
        drawn += cells(f"map-{number}", 0, top, values, SMALL) + text(3 * SMALL + 9, top + 35, "×")
        drawn += cells(f"window-{number}", 3 * SMALL + 18, top + 10, kernel, SMALL, "cell tint")
        drawn += arrow(5 * SMALL + 26, top + 30, 28) + cells(f"answer-{number}", out_x, top + 10, answer, SMALL)
        drawn += text(out_x + 2 * SMALL + 6, top + 35, f"× {number_text(MIX[number - 1])}", "", "start")
        alone += window(0, top, 2, 2, SMALL) + window(out_x, top + 10, 1, 1, SMALL)
        across += window(out_x, top + 10, 1, 1, SMALL)
    drawn += arrow(mix_x - 26, mix_y + SMALL, 20) + cells("mixed", mix_x, mix_y, mixed, SMALL)
    across += window(mix_x, mix_y, 1, 1, SMALL)
    said = (
        "A window looks at each map alone; the sum then takes 2 of one answer and −1 of the other, pixel by pixel. "
        "From 64 maps to 64, with windows of 3 × 3, these are 4,672 weights in place of 36,864"
    )
    return Picture(drawn + frames([alone, across]), tops[1] + 3 * SMALL + 4, said, 2)


def global_pooling_picture() -> Picture:
    """Of each map one number is left."""
    drawn = text(44, 14, "map 1") + text(44, 138, "map 2") + text(192, 14, "largest") + text(272, 14, "mean")
    for number, (top, values) in enumerate(((22, MAP), (146, CROSS)), start=1):
        numbers = [value for row in values for value in row]
        drawn += cells(f"map-{number}", 0, top, values) + arrow(100, top + 44, 40)
        drawn += cells(f"largest-{number}", 181, top + 33, [[max(numbers)]])
        drawn += box(246, top + 33, 54, 22) + text(
            273, top + 48.5, number_text(sum(numbers) / len(numbers)), f"mean-{number}"
        )
    said = "Of each map of 4 × 4 one number goes on, its largest or its mean: two maps become a list of two"
    return Picture(drawn, 238, said)


def whitening_picture() -> Picture:
    """Two neighbouring pixels say nearly the same; what whitening makes of them does not."""
    drawn = text(0, 14, "neighbouring pixels", "strong", "start") + text(250, 14, "whitened", "strong")
    for name, middle, unit, pairs in (("before", 70, 24, NEIGHBOURS), ("after", 250, 30, whitened(NEIGHBOURS))):
        drawn += line(middle - 66, 86, middle + 66, 86, "faint") + line(middle, 22, middle, 150, "faint")
        dots = "".join(circle(middle + unit * x, 86 - unit * y, 4, "dot") for x, y in pairs)
        drawn += f'<g class="{name}">{dots}</g>'
    drawn += arrow(144, 86, 28)
    said = (
        "Where one pixel is bright, so is mostly the one beside it. Their sum and their difference, each drawn in or "
        "out to a deviation of one, say nothing of one another"
    )
    return Picture(drawn, 152, said)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(one, other, strict=True))
