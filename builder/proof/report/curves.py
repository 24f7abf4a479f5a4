"""The curves of a run as SVG: training dotted, validation solid, a circle at the kept epoch.

What the file of an imported run claims is dashed and thin, and its circle hollow.
"""

from collections.abc import Sequence

from builder.progress.epoch import Epoch
from builder.words.claims import CLAIMED_CURVE
from builder.words.inert import escaped
from builder.words.numbers import plain_percent

WIDTH, HEIGHT = 460, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 10, 30
#: The most points of a line: an epoch a pixel is enough.
MOST_POINTS = 400


def curves(epochs: Sequence[Epoch], kept_epoch: int | None, *, is_claimed: bool = False) -> str:
    """Both figures as HTML; a sentence where no epoch was completed. `is_claimed`: a file says so, and nobody here."""
    if not epochs:
        return '<p class="quiet">No epoch was completed.</p>'
    accuracy = [epoch.accuracy for epoch in epochs], [epoch.val_accuracy for epoch in epochs]
    loss = [epoch.loss for epoch in epochs], [epoch.val_loss for epoch in epochs]
    drawn = (
        _figure(title, epochs, training, validation, kept_epoch, is_claimed)
        for title, (training, validation) in (("Accuracy", accuracy), ("Loss", loss))
    )
    told = f'<p class="quiet">{escaped(CLAIMED_CURVE)}</p>' if is_claimed else ""
    return f'<div class="curves">{"".join(drawn)}</div>{told}'


def _figure(
    title: str,
    epochs: Sequence[Epoch],
    training: Sequence[float],
    validation: Sequence[float],
    kept_epoch: int | None,
    is_claimed: bool,
) -> str:
    is_share = title == "Accuracy"
    low, high = (0.0, 1.0) if is_share else (0.0, max(*training, *validation) or 1.0)
    last = max(epochs[-1].epoch, 2)

    def place(epoch: int, value: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * (epoch - 1) / (last - 1)
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))

    parts, claimed = [_axis(low, high, last, is_share)], " claimed" if is_claimed else ""
    for name, values in (("training", training), ("validation", validation)):
        step = max(1, -(-len(epochs) // MOST_POINTS))
        chosen = sorted({*range(0, len(epochs), step), len(epochs) - 1})
        points = " ".join("{:.1f},{:.1f}".format(*place(epochs[at].epoch, values[at])) for at in chosen)
        parts.append(f'<polyline class="{name}{claimed}" points="{points}"/>')
    told = ""
    if kept_epoch is not None and 1 <= kept_epoch <= len(epochs):
        x, y = place(kept_epoch, validation[kept_epoch - 1])
        parts.append(f'<circle class="validation{claimed}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
        told = f" The circle is epoch {kept_epoch}, which is kept: {_written(validation[kept_epoch - 1], is_share)}."
    last_values = f"{_written(training[-1], is_share)} in training, {_written(validation[-1], is_share)} in validation"
    whose = " as its file claims" if is_claimed else ""
    text = escaped(f"{title} by epoch{whose}. In the last epoch, {epochs[-1].epoch}: {last_values}.")
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{text}" font-size="12" fill="currentColor">'
        f"{''.join(parts)}</svg>"
    )
    solid = "dashed" if is_claimed else "solid"
    caption = f"<b>{title}</b> by epoch{whose}: training dotted, validation {solid}.{told}"
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def _axis(low: float, high: float, last: int, is_share: bool) -> str:
    bottom = HEIGHT - BOTTOM
    parts = []
    for part in range(5):
        y = TOP + (bottom - TOP) * (1 - part / 4)
        written = _written(low + (high - low) * part / 4, is_share, short=True)
        parts.append(
            f'<path class="axis" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{written}</text>'
        )
    for epoch, anchor, x in ((1, "start", LEFT), (last, "end", WIDTH - RIGHT)):
        parts.append(f'<text x="{x}" y="{HEIGHT - 8}" text-anchor="{anchor}">{epoch:,}</text>')
    return "".join(parts)


def _written(value: float, is_share: bool, short: bool = False) -> str:
    if is_share:
        return plain_percent(value, 0 if short else 1)
    return f"{value:.3g}" if short else f"{value:.3f}"
