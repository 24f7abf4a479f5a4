"""Windows that slide over a picture: the convolution, its padding and stride, and the pooling."""

from collections.abc import Callable, Sequence

from builder.ui.explained.strokes import CELL, Numbers, Picture, arrow, box, cells, frames, number_text, text, window

#: A picture with an edge in it, dark on the left, and a kernel that answers to such edges.
EDGE = ((0, 0, 1, 1, 1), (0, 0, 1, 1, 1), (0, 0, 1, 1, 1), (0, 0, 0, 1, 1), (0, 0, 0, 1, 1))
KERNEL = ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1))
MAP = ((1, 3, 2, 0), (5, 2, 0, 1), (0, 1, 8, 4), (2, 1, 3, 1))
CROSS = ((1, 0, 0, 1), (0, 2, 2, 0), (0, 2, 2, 0), (1, 0, 0, 1))
#: Smaller cells, where more of them stand side by side.
SMALL = 20


def convolved(values: Numbers, kernel: Numbers, stride: int = 1) -> list[list[float]]:
    """The kernel's answer at each place where it fits, `stride` cells apart."""
    size = len(kernel)

    def answer(top: int, left: int) -> float:
        return sum(
            values[top + row][left + column] * kernel[row][column] for row in range(size) for column in range(size)
        )

    return [[answer(top, left) for left in _starts(values[0], size, stride)] for top in _starts(values, size, stride)]


def pooled(values: Numbers, of_four: Callable[[Sequence[float]], float]) -> list[list[float]]:
    """`of_four` of each two by two cells."""
    return [
        [
            of_four([values[row + down][column + right] for down in (0, 1) for right in (0, 1)])
            for column in range(0, len(values[0]), 2)
        ]
        for row in range(0, len(values), 2)
    ]


def kernel_picture() -> Picture:
    """A window of 3×3 slides over a picture; its answers make a map."""
    answers = convolved(EDGE, KERNEL)
    top, kernel_x, map_x = 22, 5 * CELL + 24, 8 * CELL + 68
    drawn = (
        text(2.5 * CELL, 14, "picture")
        + text(kernel_x + 1.5 * CELL, 14, "filter")
        + text(map_x + 1.5 * CELL, 14, "map")
    )
    drawn += (
        cells("input", 0, top, EDGE) + cells("kernel", kernel_x, top, KERNEL) + cells("output", map_x, top, answers)
    )
    drawn += text(kernel_x - 12, top + 1.5 * CELL + 5, "×") + arrow(kernel_x + 3 * CELL + 8, top + 1.5 * CELL, 28)
    turns = []
    for row, column in _places(answers):
        sides = [[sum(EDGE[row + down][column + right] for down in range(3)) for right in (0, 2)]][0]
        told = f"right {number_text(sides[1])} − left {number_text(sides[0])} = {number_text(answers[row][column])}"
        turns.append(
            window(column * CELL, top + row * CELL, 3, 3)
            + window(map_x + column * CELL, top + row * CELL, 1, 1)
            + text(kernel_x, top + 4.6 * CELL, told, anchor="start")
        )
    said = (
        "A filter of 3 × 3 numbers slides over a picture, here without padding: each of them times the number below "
        "it, all added, is one number of the map, large where the edge is"
    )
    return Picture(drawn + frames(turns, still=1), top + 5 * CELL + 4, said, len(turns))


def padding_picture() -> Picture:
    """A ring of zeros around the picture keeps the map as large as the picture."""
    ring = [[0] * 6, *([0, *row, 0] for row in CROSS), [0] * 6]
    answers = convolved(ring, [[1] * 3] * 3)
    top, map_x = 22, 6 * CELL + 54
    drawn = text(3 * CELL, 14, "4 × 4, and zeros") + text(map_x + 2 * CELL, 14, "map, 4 × 4")
    drawn += cells("padded", 0, top, ring, style="cell dashed") + box(CELL, top + CELL, 4 * CELL, 4 * CELL, "outline")
    drawn += cells("output", map_x, top + CELL, answers) + arrow(6 * CELL + 12, top + 3 * CELL, 30)
    turns = [
        window(column * CELL, top + row * CELL, 3, 3) + window(map_x + column * CELL, top + (row + 1) * CELL, 1, 1)
        for row, column in ((0, 0), (0, 3), (3, 3), (3, 0))
    ]
    said = "With a ring of zeros, the map is as large as the picture; here each answer is the sum of nine numbers"
    return Picture(drawn + frames(turns), top + 6 * CELL + 4, said, len(turns))


def stride_picture() -> Picture:
    """With a stride of two the window leaves out every other place."""
    answers = convolved(EDGE, KERNEL, stride=2)
    top, map_x = 22, 5 * CELL + 54
    drawn = text(2.5 * CELL, 14, "picture") + text(map_x, 14, "stride 2: map, 2 × 2", anchor="start")
    drawn += cells("input", 0, top, EDGE) + cells("output", map_x, top + CELL, answers)
    drawn += arrow(5 * CELL + 12, top + 2 * CELL, 30)
    turns = [
        window(2 * column * CELL, top + 2 * row * CELL, 3, 3)
        + window(map_x + column * CELL, top + (row + 1) * CELL, 1, 1)
        for row, column in _places(answers)
    ]
    said = "The same filter, moved by two cells at a time, gives a map of 2 × 2"
    return Picture(drawn + frames(turns), top + 5 * CELL + 4, said, len(turns))


def pooling_picture() -> Picture:
    """The strongest of each four, and their mean."""
    strongest, means = pooled(MAP, max), pooled(MAP, lambda four: sum(four) / 4)
    top, max_x, mean_x, size = 22, 4 * CELL + 46, 6 * CELL + 90, 1.4 * CELL
    drawn = text(2 * CELL, 14, "map") + text(max_x + size, 14, "max") + text(mean_x + size, 14, "average")
    drawn += cells("input", 0, top, MAP) + arrow(4 * CELL + 10, top + 2 * CELL, 26)
    drawn += cells("max", max_x, top + 2 * CELL - size, strongest, size)
    drawn += cells("average", mean_x, top + 2 * CELL - size, means, size)
    turns = []
    for row, column in _places(strongest):
        y = top + 2 * CELL - size + row * size
        turns.append(
            window(2 * column * CELL, top + 2 * row * CELL, 2, 2)
            + window(max_x + column * size, y, 1, 1, size)
            + window(mean_x + column * size, y, 1, 1, size)
        )
    said = "Of each two by two cells of a map, the largest number is kept, or their mean: 4 × 4 become 2 × 2"
    return Picture(drawn + frames(turns), top + 4 * CELL + 4, said, len(turns))


def _starts(cells_along: Sequence[object], size: int, stride: int) -> range:
    return range(0, len(cells_along) - size + 1, stride)


def _places(values: Numbers) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(values)) for column in range(len(values[0]))]
