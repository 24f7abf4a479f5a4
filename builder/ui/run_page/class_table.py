"""How each class is recognised, as a table with a bar for its recall; and the confusion matrix as a table to be read
out, since a chart is read as numbers without rows."""

from collections.abc import Sequence

from builder.analysis.confusion import Confusion
from builder.ui.app.text import escaped
from builder.words.numbers import percent


def class_table(found: Confusion, classes: Sequence[str]) -> str:
    """HTML for st.markdown, without a blank line: one row for each class, and the whole at its foot."""
    rows = "".join(
        f'<tr><th scope="row">{escaped(name)}</th>'
        f'<td class="scores-bar">{percent(score.recall)}'
        f'<span><i style="width: {100 * score.recall:.1f}%"></i></span></td>'
        f"<td>{percent(score.precision)}</td><td>{percent(score.f1)}</td><td>{score.support:,}</td></tr>"
        for name, score in zip(classes, found.scores, strict=True)
    )
    scores = found.scores
    mean_f1 = sum(score.f1 for score in scores) / len(scores)
    return (
        '<table class="scores"><thead><tr><th scope="col">Class</th><th scope="col">Recall</th>'
        '<th scope="col">Precision</th><th scope="col">F1</th><th scope="col">Images</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot><tr>"
        f'<th scope="row">All</th><td colspan="2">{percent(found.accuracy)} right</td>'
        f"<td>{percent(mean_f1)}</td><td>{found.total:,}</td></tr></tfoot></table>"
    )


def matrix_table(found: Confusion, classes: Sequence[str]) -> str:
    """HTML for st.markdown, without a blank line, that is heard and not seen: a row for each true class."""
    head = "".join(f'<th scope="col">called {escaped(name)}</th>' for name in classes)
    rows = "".join(
        f'<tr><th scope="row">{escaped(name)}</th>{"".join(f"<td>{int(held):,}</td>" for held in row)}</tr>'
        for name, row in zip(classes, found.counts, strict=True)
    )
    caption = "<caption>Confusion matrix: how many images of each true class were called what</caption>"
    return (
        f'<div class="only-read"><table>{caption}<thead><tr><th scope="col">True class</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
