"""How each class is recognised, as a table with a bar for its recall."""

from collections.abc import Sequence

from builder.analysis.confusion import Confusion
from builder.ui.app.text import escaped
from builder.words.numbers import percent


def class_table(found: Confusion, classes: Sequence[str]) -> str:
    """HTML for st.markdown, without a blank line: one row for each class, and the whole at its foot."""
    rows = "".join(
        f'<tr><th scope="row">{escaped(name)}</th>'
        f'<td class="scores-bar"><i style="width: {100 * score.recall:.1f}%"></i>{percent(score.recall)}</td>'
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
