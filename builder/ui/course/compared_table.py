"""Two projects side by side as a table: the slides' figures, what was measured, and the student's own runs."""

from collections.abc import Mapping, Sequence

from builder.course.path import Measured, Step, slides_chosen_by_test, slides_leak, slides_marks
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.course.card import spread
from builder.ui.course.results import trained_for
from builder.ui.leaderboard.rows import differs_from_slides
from builder.words.marks import CHOSEN_BY_TEST, TRAINED_ON_VALIDATION


def table_html(before: Step, step: Step, results_here: Mapping[str, Measured | None], own: Mapping[str, Run]) -> str:
    """Numbers of both projects and their difference, one row for each thing that is known of either."""
    pair = (before, step)
    documented = [one.preset.documented for one in pair]
    here = [results_here[one.id] for one in pair]
    runs = [own.get(one.id) for one in pair]
    # A shortened training is shown, but not compared with another one.
    comparable = not any(one is not None and one.budget for one in here)
    points, epochs = ("{:+.2f} points", "{:+,.0f}") if comparable else (None, None)
    own_points = None if any(run is not None and differs_from_slides(run) for run in runs) else "{:+.2f} points"
    rows = [
        _row("Parameters", [one.parameters for one in pair], "{:,}", "{:+,}"),
        _row(
            "Course: test accuracy",
            [one.test_accuracy for one in documented],
            details=[CHOSEN_BY_TEST.text if slides_chosen_by_test(one.preset) else "" for one in pair],
        ),
        _row(
            "Course: validation accuracy",
            [one.validation_accuracy for one in documented],
            details=[_doubt(one) for one in pair],
        ),
        _row(
            "Measured by us: test accuracy",
            [None if one is None else 100 * one.test_accuracy for one in here],
            difference=points,
            details=[_details(one) for one in here],
        ),
        _row(
            "Measured by us: validation accuracy",
            [None if one is None else 100 * one.validation_accuracy for one in here],
            difference=points,
        ),
        _row(
            "Measured by us: epochs",
            [None if one is None else one.epochs for one in here],
            "{:,.0f}",
            epochs,
            details=[one.number_format if one else "" for one in here],
        ),
        _row(
            "Yours: test accuracy",
            [None if run is None else _percent(run.test_accuracy) for run in runs],
            difference=own_points,
            details=[trained_for(run) if run else "" for run in runs],
        ),
        _row(
            "Yours: validation accuracy",
            [None if run is None else _percent(run.validation_accuracy) for run in runs],
            difference=own_points,
            details=[trained_for(run) if run else "" for run in runs],
        ),
    ]
    head = "".join(f'<th scope="col">{escaped(one.id)}</th>' for one in pair)
    return (
        f'<table class="compared"><thead><tr><th scope="col">Project</th>{head}<th scope="col">Difference</th></tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(
    label: str,
    values: Sequence[float | None],
    written: str = "{:.2f} %",
    difference: str | None = "{:+.2f} points",
    details: Sequence[str] = ("", ""),
) -> str:
    """One row; empty where neither value is known, and without the difference where `difference` is None."""
    if all(value is None for value in values):
        return ""
    cells = "".join(
        f"<td>{'–' if value is None else written.format(value)}<small>{escaped(detail)}</small></td>"
        for value, detail in zip(values, details, strict=True)
    )
    first, second = values
    between = ""
    if difference is not None and first is not None and second is not None:
        between = "0" if first == second else difference.format(second - first).replace("-", "\N{MINUS SIGN}")
    return f'<tr><th scope="row">{label}</th>{cells}<td>{between}</td></tr>'.replace(" %<", "\N{NO-BREAK SPACE}%<")


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _doubt(step: Step) -> str:
    """Why the slides' validation accuracy of a project is doubtful; empty if it is not."""
    leak = slides_leak(step.preset)
    likely = TRAINED_ON_VALIDATION in slides_marks(step.preset)
    return "" if leak is None else leak + (f"; very likely {TRAINED_ON_VALIDATION.text}" if likely else "")


def _details(result: Measured | None) -> str:
    if result is None:
        return ""
    return spread(result) + ("" if result.budget is None else f"; shortened: {result.budget}")
