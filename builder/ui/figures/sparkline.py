"""A curve as small as a word: validation solid, training dotted, in the colour of the text around it."""

from collections.abc import Sequence

from builder.ui.app.text import escaped

WIDTH, HEIGHT = 260, 56
#: More points than this could not be told apart.
MOST_POINTS = 80


def sparkline(
    validation: Sequence[float],
    training: Sequence[float],
    title: str,
    reach: tuple[float, float] | None = None,
    *,
    is_claimed: bool = False,
) -> str:
    """Both curves as one SVG; empty without points. `title` is for those who do not see it.

    `reach` is the lowest and the highest value that is drawn, by default those of the curves. A validation curve that
    a file claims is dashed.
    """
    if not validation:
        return ""
    low, high = reach or (min(*validation, *training), max(*validation, *training))
    dashed = ' stroke-dasharray="7 5"' if is_claimed else ""
    lines = ((training, ' stroke-dasharray="1.5 3.5" stroke-width="1.5"'), (validation, f'{dashed} stroke-width="2"'))
    drawn = "".join(
        f'<polyline points="{_points(curve, low, high)}"{look} fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        for curve, look in lines
    )
    return (
        f'<svg class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escaped(title)}">{drawn}</svg>'
    )


def _points(curve: Sequence[float], low: float, high: float) -> str:
    """The curve's points, 2 pixels away from the edges; a single epoch is a short line."""
    values = [*curve, *curve] if len(curve) == 1 else _thinned(curve)
    across, up = WIDTH - 4, (HEIGHT - 4) / ((high - low) or 1)
    return " ".join(
        f"{2 + across * place / (len(values) - 1):.1f},{HEIGHT - 2 - up * (value - low):.1f}"
        for place, value in enumerate(values)
    )


def _thinned(curve: Sequence[float]) -> list[float]:
    """Points evenly apart, the first and the last among them."""
    if len(curve) <= MOST_POINTS:
        return list(curve)
    step = (len(curve) - 1) / (MOST_POINTS - 1)
    return [curve[round(step * place)] for place in range(MOST_POINTS)]
