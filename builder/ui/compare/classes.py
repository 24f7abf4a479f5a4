"""Accuracy class by class, side by side."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from builder.analysis.confusion import confusion
from builder.statistics.predictions import Predictions
from builder.ui.app.text import escaped
from builder.ui.compare.chosen import Compared, swatch

#: With more classes, those are shown in which the runs differ most.
MOST_CLASSES = 20


class ClassAccuracies(NamedTuple):
    """`shares[k][c]` is the share of class c that the k-th run recognises, `images[c]` how many images it has.

    `noise` is how many points two of these shares differ by chance, at the usual accuracy: 1.96 standard errors.
    """

    shares: tuple[tuple[float, ...], ...]
    images: tuple[int, ...]
    noise: float


def class_accuracies(predictions: Sequence[Predictions]) -> ClassAccuracies:
    """The recall of every class in these predictions, which know the same classes."""
    scores = [confusion(one).scores for one in predictions]
    shares = tuple(tuple(score.recall for score in run) for run in scores)
    images = tuple(score.support for score in scores[0])
    usual = sum(map(sum, shares)) / max(1, sum(map(len, shares)))
    fewest = max(1, min(images, default=1))
    return ClassAccuracies(shares, images, 196 * sqrt(2 * usual * (1 - usual) / fewest))


def classes_html(compared: Sequence[Compared], names: Sequence[str], found: ClassAccuracies) -> str:
    """A row for each class, a column for each run; the darker, the further above the lowest of its row, against the
    largest difference of all rows; bold what is highest in its row."""
    places = list(range(len(names)))
    if len(names) > MOST_CLASSES:
        places = sorted(places, key=lambda place: -_range([shares[place] for shares in found.shares]))[:MOST_CLASSES]
    head = "".join(f'<th scope="col" title="{escaped(one.label)}">{swatch(one)}</th>' for one in compared)
    rows = [(names[place], [shares[place] for shares in found.shares]) for place in places]
    widest = max((_range(shares) for _, shares in rows), default=0.0)
    body = "".join(_row(name, shares, widest) for name, shares in rows)
    return (
        '<div class="wide-table"><table class="compared classes"><thead><tr><th scope="col">Class</th>'
        f'{head}<th scope="col">Range</th></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(name: str, shares: list[float], widest: float) -> str:
    best = max(shares) if len(shares) > 1 and shares.count(max(shares)) == 1 else None
    cells = ""
    for share in shares:
        ahead = (share - min(shares)) / widest if widest else 0
        told = f"<b>{100 * share:.1f}</b>" if share == best else f"{100 * share:.1f}"
        cells += f'<td style="--ahead: {ahead:.3f}">{told}</td>'
    return f'<tr><th scope="row">{escaped(name)}</th>{cells}<td>{100 * _range(shares):.1f}</td></tr>'


def _range(shares: Sequence[float]) -> float:
    return max(shares) - min(shares)
