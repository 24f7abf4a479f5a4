"""What training is made of: the bend of ReLU, the learning rate, the batch size, and augmentation."""

import math

from builder.ui.explained.strokes import Picture, box, circle, curve, frames, line, number_text, text

#: On the loss w², whose slope is 2w: too small, right, too large.
RATES, START, STEPS = (0.05, 0.3, 0.95), -2.0, 5
PICTURES, BATCHES = 12, (3, 6)
PANEL = 108


def descent(rate: float, start: float = START, steps: int = STEPS) -> list[float]:
    """A weight on the loss w², from `start` on: each step takes the slope 2w, times the rate, away from it."""
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] - rate * 2 * weights[-1])
    return weights


def relu_picture() -> Picture:
    """ReLU beside the older tanh."""
    drawn = ""
    for left, name, bend in ((0, "ReLU", _relu), (168, "tanh, as it was before", math.tanh)):
        drawn += (
            text(left + 70, 14, name)
            + line(left, 80, left + 140, 80, "faint")
            + line(left + 70, 24, left + 70, 104, "faint")
        )
        drawn += curve(((left + 70 + 28 * x / 10, 80 - 22 * bend(x / 10)) for x in range(-24, 25)), "bold")
    marks = "".join(circle(70 + 28 * x, 80 - 22 * _relu(x), 4, "dot") for x in (-2, -1, 1, 2))
    told = ", ".join(f"{number_text(x)} → {number_text(_relu(x))}" for x in (-2, -1, 1, 2))
    words = f'<g class="relu">{text(0, 124, told, anchor="start")}</g>'
    return Picture(
        drawn + marks + words,
        130,
        "ReLU turns negative values into nought and leaves the others as they are; tanh bends both ends",
    )


def learning_rate_picture() -> Picture:
    """The same five steps down the same valley, at three rates."""
    drawn, turns = "", [""] * (STEPS + 1)
    for place, (rate, told) in enumerate(zip(RATES, ("too small", "right", "too large"), strict=True)):
        left = place * PANEL + 48
        drawn += text(left, 14, told, "strong") + text(left, 30, f"rate {number_text(rate)}", "small")
        drawn += curve(_on_loss(left, x / 10) for x in range(-22, 23))
        path = descent(rate)
        for step in range(STEPS + 1):
            points = [_on_loss(left, weight) for weight in path[: step + 1]]
            turns[step] += curve(points, "bold") + "".join(circle(*point, 3.5, "dot") for point in points)
    turns = [
        drawn_path + text(0, 136, f"after {step} steps", "small", "start") for step, drawn_path in enumerate(turns)
    ]
    said = "Five steps down a valley: a small rate hardly moves, a right one arrives, a large one jumps across"
    return Picture(drawn + frames(turns, still=STEPS), 142, said, len(turns))


def batch_size_picture() -> Picture:
    """One epoch of twelve pictures, in batches of three and of six."""
    drawn, turns = "", [""] * (PICTURES // min(BATCHES))
    for row, size in enumerate(BATCHES):
        y, corrections = 24 + 62 * row, PICTURES // size
        drawn += text(0, y - 8, f"batches of {size}: {corrections} corrections an epoch", "strong", "start")
        drawn += "".join(box(26 * place, y, 22, 22) for place in range(PICTURES))
        for turn in range(len(turns)):
            group = turn * corrections // len(turns)
            turns[turn] += "".join(
                box(26 * place, y, 22, 22, "cell chosen") for place in range(group * size, (group + 1) * size)
            )
            turns[turn] += box(26 * group * size - 2, y - 2, 26 * size, 26, "window")
    said = "Twelve pictures in batches of three make four corrections of the weights in an epoch, in batches of six two"
    return Picture(drawn + frames(turns), 114, said, len(turns))


def augmentation_picture() -> Picture:
    """One picture, and five that a network sees in its place."""
    changes = (
        ("as it is", ""),
        ("shifted", "translate(9 -6)"),
        ("turned", "rotate(15)"),
        ("zoomed", "scale(1.3)"),
        ("slanted", "skewX(-20)"),
        ("mirrored", "scale(-1 1)"),
    )
    drawn = ""
    for place, (told, change) in enumerate(changes):
        x, y = 4 + 108 * (place % 3), 4 + 92 * (place // 3)
        drawn += (
            box(x, y, 92, 68) + f'<g transform="translate({x + 46} {y + 36})"><g transform="{change}">{SHIP}</g></g>'
        )
        drawn += text(x + 46, y + 83, told)
    return Picture(drawn, 186, "A ship, and the same ship shifted, turned, zoomed, slanted and mirrored")


#: In the middle of what it is drawn in.
SHIP = (
    '<path d="M-26 8 L26 8 L16 22 L-18 22 Z" class="bar"></path><path d="M-2 4 L-2 -24 L20 4 Z" class="tint"></path>'
    '<path d="M-2 8 L-2 -24" class="line"></path>'
)


def _relu(value: float) -> float:
    return max(0.0, value)


def _on_loss(left: float, weight: float) -> tuple[float, float]:
    """Where a weight stands on the curve of its loss w²."""
    return left + 20 * weight, 112 - 15 * weight**2
