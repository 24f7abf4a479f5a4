"""The confusion matrix and the scores by class as HTML tables."""

from collections.abc import Sequence

from builder.analysis.confusion import Confusion, most_confused
from builder.words.inert import escaped
from builder.words.sentences import listed

#: With more classes a matrix is no longer read, and only the pairs are told.
MOST_CLASSES = 40


def matrix(found: Confusion, classes: Sequence[str], images: str) -> str:
    """Counts with the row's shares as shades, then precision, recall and F1; `images` names what was classified."""
    parts = [f"<p>{escaped(_pairs(found, classes))}</p>"]
    if len(classes) <= MOST_CLASSES:
        parts.append(f'<div class="wide">{_matrix(found, classes)}</div>')
    parts.append(
        f'<p class="quiet">{found.total:,} {escaped(images)}; a row is what they are, a column what the network said.'
        f'</p><h3>By class</h3><div class="wide">{_scores(found, classes)}</div>'
    )
    return "".join(parts)


def _pairs(found: Confusion, classes: Sequence[str]) -> str:
    told = [f"{classes[pair.first]} and {classes[pair.second]} ({pair.total:,} times)" for pair in most_confused(found)]
    return f"Most often taken for each other: {listed(told)}." if told else "No image was taken for another class."


def _matrix(found: Confusion, classes: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in classes)
    rows = []
    for true, name in enumerate(classes):
        cells = "".join(
            _cell(int(found.counts[true, said]), float(found.rates[true, said]), is_right=said == true)
            for said in range(len(classes))
        )
        rows.append(f'<tr><th scope="row">{escaped(name)}</th>{cells}</tr>')
    return f'<table class="matrix"><tr><td></td>{head}</tr>{"".join(rows)}</table>'


def _cell(count: int, rate: float, *, is_right: bool) -> str:
    colour = "--blue" if is_right else "--orange"
    shade = f' style="background: color-mix(in srgb, var({colour}) {65 * rate:.0f}%, transparent)"' if count else ""
    kind = ' class="right"' if is_right else ""
    return f"<td{kind}{shade}>{f'{count:,}' if count else ''}</td>"


def _scores(found: Confusion, classes: Sequence[str]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escaped(name)}</th><td>{score.precision:.3f}</td><td>{score.recall:.3f}</td>'
        f"<td>{score.f1:.3f}</td><td>{score.support:,}</td></tr>"
        for name, score in zip(classes, found.scores, strict=True)
    )
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Class", "Precision", "Recall", "F1", "Images"))
    return f"<table><tr>{head}</tr>{rows}</table>"
