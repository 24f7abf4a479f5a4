"""The axes of curves that grow: they do not move while there is room."""

from builder.ui.figures.before import room_beside


def last_epoch(done: int, planned: int, ended: bool) -> int:
    """The last epoch on the x axis: until a run has ended, the last that it may take, so that the axis stands still."""
    return max(done, 1) if ended else max(planned, done, 1)


def tick(bound: int) -> int:
    """A round step that gives the x axis at most six labels."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if bound <= 6 * step:
            return step
    return 2000


def room(values: list[float], before: list[float], percent: bool) -> list[float]:
    """The range of the y axis: of accuracies all that are possible, of losses all values; with room for the star.

    The losses of the run before widen it to twice its height at most.
    """
    if percent:
        return [-2, 106]
    if not values and not before:
        return [0, 2.5]
    low, high = room_beside(values or before, before)
    margin = 0.15 * max(high - low, 0.02)
    return [round(low - margin, 5), round(high + margin, 5)]
