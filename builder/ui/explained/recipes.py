"""What makes a recipe fast: Muon's even steps, crops of a mirrored border, and smaller images first."""

import math

from builder.ui.explained.strokes import Numbers, Picture, arrow, box, cells, circle, curve, frames, line, text, window
from builder.ui.explained.training import SHIP
from builder.words.numbers import percent

#: A step as a matrix, which moves what it gets by 3 in one direction and by 1 across, and the nearest orthogonal one.
STEP: Numbers = ((0.4, -1), (2.2, 2))
EVEN: Numbers = ((0.6, -0.8), (0.8, 0.6))
#: A length of 1 in a picture.
ONE = 13

PICTURE: Numbers = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16))
#: Where the crop begins in the picture with its border, down and across.
PLACES = ((0, 0), (2, 1), (1, 2), (0, 1))
SIDE, PIXEL = len(PICTURE), 20

#: The sides of the images in one part of a training after another.
SIZES = (16, 16, 16, 32, 32)
COLUMN, WIDE, HIGH, COST = 64, 60, 46, 40


def muon_picture() -> Picture:
    """How far a step goes in every direction, as it comes and as Muon makes it."""
    drawn = arrow(152, 64)
    for left, told, name, step in ((0, "a step as it comes", "step", STEP), (180, "Muon's step", "even", EVEN)):
        x, y = left + (112 if step is STEP else 104), 64
        reached = [_reached(step, 2 * math.pi * turn / 60) for turn in range(61)]
        drawn += text(left, 14, told, "strong", "start") + cells(name, left, 32, step, 32)
        drawn += curve(((x + ONE * across, y + ONE * down) for across, down in reached), "bold")
        drawn += circle(x, y, 2.5, "dot")
        least, most = (f"{pick(math.hypot(*one) for one in reached):.0f}" for pick in (min, max))
        far = f"{most} far, everywhere" if least == most else f"{least} to {most} far"
        drawn += text(left, 124, far, "small", "start")
    said = (
        "How far a step goes in each direction is a long oval; Muon makes a circle of it, and the step goes equally "
        "far in all directions"
    )
    return Picture(drawn, 130, said)


def crop_picture() -> Picture:
    """A picture with its mirrored border, and what is cut out of it at one place after another."""
    left, top = SIDE * PIXEL + PIXEL, 24
    drawn = (
        text(SIDE * PIXEL / 2, 14, "the picture") + text(160, 14, "with a mirrored border") + text(280, 14, "cut out")
    )
    drawn += cells("picture", 0, top + PIXEL, PICTURE, PIXEL) + arrow(82, 84)
    drawn += box(left + PIXEL, top + PIXEL, SIDE * PIXEL, SIDE * PIXEL, "chosen")
    drawn += cells("bordered", left, top, bordered(), PIXEL) + arrow(222, 84)
    turns = [
        window(left + across * PIXEL, top + down * PIXEL, SIDE, SIDE, PIXEL)
        + cells(
            "seen", 240, top + PIXEL, [row[across : across + SIDE] for row in bordered()[down : down + SIDE]], PIXEL
        )
        for down, across in PLACES
    ]
    said = (
        "The picture gets a border that mirrors what is beside its edge, and is cut back to its size at a random place"
    )
    return Picture(drawn + frames(turns), 148, said, len(turns))


def bordered() -> list[list[float]]:
    """The picture with one more pixel on every side; the edge itself is not repeated."""
    rows = [[row[1], *row, row[-2]] for row in PICTURE]
    return [rows[1], *rows, rows[-2]]


def smaller_picture() -> Picture:
    """The images of a training from its first step to its last, and below each what a step costs."""
    drawn, base = "", 128
    for place, size in enumerate(SIZES):
        middle, share = COLUMN * place + WIDE / 2, size / max(SIZES)
        wide, high, cost = WIDE * share, HIGH * share, COST * share**2
        drawn += box(middle - wide / 2, 26 + (HIGH - high) / 2, wide, high)
        drawn += f'<g transform="translate({middle:g} {26 + HIGH / 2:g}) scale({0.85 * share:g})">{SHIP}</g>'
        drawn += box(middle - 12, base - cost, 24, cost, "bar")
    share = min(SIZES) / max(SIZES)
    drawn += line(0, base, 316, base, "faint") + text(0, 14, f"images of {min(SIZES)} pixels", "strong", "start")
    drawn += text(316, 14, f"then of {max(SIZES)}", "strong", "end")
    drawn += text(0, base + 18, "first step, and what each costs", "small", "start") + text(
        316, base + 18, "last", "small", "end"
    )
    said = "The first steps take images of half the width and height: each costs "
    return Picture(drawn, base + 24, f"{said}{percent(share**2, 0)} of a later one")


def _reached(step: Numbers, angle: float) -> tuple[float, float]:
    """Where the step takes what lies at that angle, one from the middle."""
    x, y = math.cos(angle), math.sin(angle)
    return step[0][0] * x + step[0][1] * y, step[1][0] * x + step[1][1] * y
