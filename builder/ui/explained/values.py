"""What happens to values between layers: dropout, batch normalisation, flatten, a dense layer, softmax."""

import math
from collections.abc import Sequence

from builder.ui.explained.strokes import WIDTH, Picture, arrow, box, cells, circle, frames, line, number_text, text

#: Five values, of which each may be left out; what is kept is divided by the share that is.
VALUES, RATE = (3, 6, 3, 9, 6), 0.4
DRAWS = ((1, 0, 1, 1, 0), (0, 1, 1, 0, 1), (1, 1, 0, 1, 1), (1, 0, 0, 1, 0))
#: One value of eight pictures of a batch.
BATCH = (2, 4, 4, 4, 5, 5, 7, 9)
MAPS = (((1, 2), (3, 4)), ((5, 6), (7, 8)))
INPUTS, WEIGHTS, BIASES = (2, 1, 3), ((1, -2, 0.5), (-1, 1, 1)), (0.5, 1)
SCORES = (("cat", 2), ("dog", 1), ("ship", 0))


def dropped(values: Sequence[float], kept: Sequence[int], rate: float) -> list[float]:
    """The values that are kept, divided by the share that is kept on average; nought for the others."""
    return [round(value / (1 - rate), 6) if keep else 0 for value, keep in zip(values, kept, strict=True)]


def normalised(values: Sequence[float]) -> list[float]:
    """Each value less the mean of all, divided by their standard deviation."""
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / deviation for value in values]


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities in proportion to e to the power of each score."""
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def dropout_picture() -> Picture:
    """At each step other values are left out."""
    turns = []
    xs, units = [70 + 52 * place for place in range(5)], [122 + 52 * place for place in range(3)]
    for number, kept in enumerate(DRAWS):
        drawn = text(0, 30, f"step {number + 1}", anchor="start")
        for x, keep, value in zip(xs, kept, dropped(VALUES, kept, RATE), strict=True):
            drawn += "".join(line(x, 84, unit, 136, "faint") for unit in units) if keep else ""
            drawn += circle(x, 68, 16, "cell chosen" if keep else "cell dashed") + text(x, 72.5, number_text(value))
            drawn += "" if keep else line(x - 11, 79, x + 11, 57, "cross")
        turns.append(f'<g class="dropped">{drawn}</g>')
    given = "".join(text(x, 30, number_text(value)) for x, value in zip(xs, VALUES, strict=True))
    below = "".join(circle(x, 150, 14) for x in units)
    note = text(0, 154, "next layer", anchor="start")
    said = "Of five values, other ones are left out at each step; those that are kept are made larger in return"
    return Picture(f'<g class="given">{given}</g>{below}{note}{frames(turns)}', 170, said, len(turns))


def normalisation_picture() -> Picture:
    """Eight values are moved to a mean of nought, then drawn in or out to a deviation of one."""
    mean = sum(BATCH) / len(BATCH)
    stages = (
        ("as they come", BATCH),
        ("less the mean", [value - mean for value in BATCH]),
        ("divided by the deviation", normalised(BATCH)),
    )
    given = " ".join(number_text(value) for value in BATCH)
    drawn = f'<g class="given">{text(0, 14, given, anchor="start")}</g>' + text(
        130, 14, "mean 5, deviation 2", "", "start"
    )
    drawn += line(10, 114, WIDTH - 10, 114)
    for mark in range(-4, 11, 2):
        drawn += line(_along(mark), 111, _along(mark), 117) + text(_along(mark), 133, number_text(mark), "small")
    turns = []
    for told, values in stages:
        dots, seen = "", dict[float, int]()
        for value in values:
            seen[value] = seen.get(value, 0) + 1
            dots += circle(_along(value), 118 - 14 * seen[value], 6, "dot")
        numbers = " ".join(number_text(value) for value in values)
        turns.append(
            f'{text(0, 34, told, "strong", "start")}<g class="stage">{text(0, 51, numbers, anchor="start")}</g>{dots}'
        )
    said = "Eight values between 2 and 9 are moved to a mean of nought and a deviation of one"
    return Picture(drawn + frames(turns, still=2), 138, said, len(turns))


def flatten_picture() -> Picture:
    """Two maps become one list: pixel by pixel, and of each pixel every map's value."""
    rows = [[first, second] for one, other in zip(*MAPS, strict=True) for first, second in zip(one, other, strict=True)]
    listed = [[value for pair in rows for value in pair]]
    drawn = text(22, 14, "map 1") + text(84, 14, "map 2") + text(214, 14, "a list for the dense layers")
    drawn += cells("first", 0, 22, MAPS[0]) + cells("second", 62, 22, MAPS[1], style="cell tint")
    drawn += arrow(112, 44, 14) + cells("list", 134, 33, listed)
    drawn += "".join(box(134 + 22 * place, 33, 22, 22, "tint") for place in range(1, 8, 2))
    said = "Two maps of 2 by 2 become a list of eight numbers, those of one pixel beside one another"
    return Picture(drawn, 72, said)


def dense_picture() -> Picture:
    """Each unit adds up all inputs, each times a weight of its own."""
    ys, turns = (30, 74, 118), []
    units = [
        sum(i * w for i, w in zip(INPUTS, weights, strict=True)) + b for weights, b in zip(WEIGHTS, BIASES, strict=True)
    ]
    drawn = "".join(line(36, y, 204, unit_y, "faint") for y in ys for unit_y in (48, 100))
    drawn += "".join(circle(20, y, 15) for y in ys) + "".join(circle(220, y, 16) for y in (48, 100))
    drawn += (
        f'<g class="inputs">{"".join(text(20, y + 4.5, number_text(v)) for y, v in zip(ys, INPUTS, strict=True))}</g>'
    )
    answers = "".join(text(220, y + 4.5, number_text(v)) for y, v in zip((48, 100), units, strict=True))
    drawn += f'<g class="units">{answers}</g>'
    for weights, bias, y, unit in zip(WEIGHTS, BIASES, (48, 100), units, strict=True):
        turn = circle(220, y, 16, "window")
        for input_y, weight in zip(ys, weights, strict=True):
            middle = input_y + (y - input_y) * 0.38
            turn += line(36, input_y, 204, y, "bold") + text(100, middle - 4, f"×{number_text(weight)}", "strong halo")
        products = " + ".join(f"{number_text(v)}·{_bracketed(w)}" for v, w in zip(INPUTS, weights, strict=True))
        turn += text(0, 158, f"{products} + bias {number_text(bias)} = {number_text(unit)}", "sum", "start")
        turns.append(turn)
    said = "Each of two units adds up three values, each multiplied by a weight of its own, and a bias"
    return Picture(drawn + frames(turns), 166, said, len(turns))


def softmax_picture() -> Picture:
    """Three scores and the probabilities that they become."""
    drawn = text(84, 14, "score") + text(214, 14, "probability")
    for place, ((name, score), share) in enumerate(zip(SCORES, softmax([s for _, s in SCORES]), strict=True)):
        y = 26 + 28 * place
        drawn += text(0, y + 14, name, anchor="start") + f'<g class="score">{text(84, y + 14, number_text(score))}</g>'
        drawn += arrow(106, y + 10, 20) + box(140, y, 120 * share, 20, "bar")
        drawn += f'<g class="share">{text(146 + 120 * share, y + 14.5, f"{100 * share:.1f} %", anchor="start")}</g>'
    return Picture(drawn, 108, "Scores of 2, 1 and 0 become probabilities of 66.5, 24.5 and 9 %, 100 % together")


def _along(value: float) -> float:
    """Where a value stands on the line from −4 to 10."""
    return 20 + (value + 4) * 20


def _bracketed(weight: float) -> str:
    return f"({number_text(weight)})" if weight < 0 else number_text(weight)
