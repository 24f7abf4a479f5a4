"""One project of the course as an open card: what it changes and why, what was seen, and the results."""

from collections.abc import Sequence

from builder.course.change import Change
from builder.course.path import Measured, Step, slides_chosen_by_test, slides_leak
from builder.course.reasoning import REASONING, WHY_OURS_DIFFERS
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.course.results import trained_for
from builder.ui.course.row import lesson_html, marked_words, picture_html
from builder.ui.figures.sparkline import sparkline
from builder.ui.session.chosen_run import address_of
from builder.words.counts import count
from builder.words.durations import duration
from builder.words.marks import CHOSEN_BY_TEST
from builder.words.numbers import likely_percent, percent

#: From this difference on, in points, a reason stands beside it.
POINTS_TO_EXPLAIN = 2.0
#: Projects whose change is to recognise more, and from how many points less that is contradicted.
PROMISE_MORE = frozenset(("1", "2", "5", "6", "7", "9b", "11", "12", "13", "14", "15", "16", "17", "18"))
LOST = 0.5
SIGNS = {"added": "+", "removed": "−", "changed": "→"}
SPOKEN_SIGNS = {"added": "new: ", "removed": "gone: ", "changed": ""}


def card_html(step: Step, result: Measured | None, own: Run | None, before: Measured | None = None) -> str:
    """The card without its buttons, as HTML for st.markdown: no blank line in it, everything escaped.

    `before` is what was measured of the project that this one builds on.
    """
    told = "".join(f"<p>{escaped(paragraph)}</p>" for paragraph in REASONING[step.id])
    caption = f"<figcaption>{escaped(marked_words(step))}</figcaption>" if step.predecessor else ""
    return "".join(
        (
            '<div class="project"><div class="project-head"><span class="project-number">',
            f'<span class="unseen">Project </span>{escaped(step.id)}</span>',
            f"<strong>{lesson_html(step)}</strong></div>",
            '<div class="project-columns"><div>',
            f'<figure class="project-network">{picture_html(step)}',
            f"{caption}</figure>{changes_html(step)}</div>",
            f'<div class="project-why"><h5>What the course says</h5>{told}</div></div>',
            _numbers(step, result, own),
            _curve(step, result),
            _against(step, result, before),
            _notes(step, result),
            "</div>",
        )
    )


def changes_html(step: Step) -> str:
    """What changes compared with the project that this one builds on."""
    if step.predecessor is None:
        return '<p class="project-since">Where the course begins</p>'
    since = f'<p class="project-since">Since project {escaped(step.predecessor.id)}</p>'
    return since + change_list(step.changes)


def change_list(told: Sequence[Change]) -> str:
    """Changes as a list, each with a sign: added, removed or changed."""
    items = "".join(
        f'<li><span aria-hidden="true">{SIGNS[change.kind]}</span>'
        f'<span><span class="unseen">{SPOKEN_SIGNS[change.kind]}</span>{escaped(change.text)}</span></li>'
        for change in told
    )
    return f'<ul class="project-changes">{items}</ul>'


def _numbers(step: Step, result: Measured | None, own: Run | None) -> str:
    """The slides' result, the student's own best run, what was measured for this app, and the parameters."""
    slides = f"{step.preset.documented.test_accuracy:.2f}\N{NO-BREAK SPACE}%"
    chosen = slides_chosen_by_test(step.preset)
    cells = [_cell("Course", slides, CHOSEN_BY_TEST.text if chosen else "test accuracy")]
    if result is None:
        cells.append(_cell("Measured by us", "–", "not yet"))
    elif result.budget:
        cells.append(_cell("Measured by us, shortened*", exact(result.test_accuracy), "not to be compared"))
    else:
        cells.append(_cell("Measured by us", exact(result.test_accuracy), spread(result)))
    cells.insert(1, _cell("Yours", "–", "not trained on all of CIFAR-10 yet") if own is None else _own_cell(own))
    cells.append(_cell("Parameters", f"{step.parameters:,}", ""))
    return f'<dl class="project-numbers">{"".join(cells)}</dl>'


def _own_cell(own: Run) -> str:
    detail = trained_for(own)
    leads_to = address_of(own.id)
    if own.tested is not None:
        return _cell("Yours", exact(own.tested.accuracy), detail, leads_to)
    validated = "–" if own.validation_accuracy is None else exact(own.validation_accuracy)
    return _cell("Yours", validated, f"validation, {detail}", leads_to)


def _cell(label: str, value: str, detail: str, leads_to: str | None = None) -> str:
    """A number with its label and a note; `leads_to` makes a link of it."""
    shown = escaped(value)
    if leads_to is not None:
        shown = f'<a href="{escaped(leads_to)}" target="_self" title="See what it learned">{shown}</a>'
    return f"<div><dt>{escaped(label)}</dt><dd><b>{shown}</b><small>{escaped(detail)}</small></dd></div>"


def why_ours_differs(step: Step, result: Measured) -> str:
    """By how much our accuracy is above or below the course's, and the likely reason; empty where none is known, or
    where there is little to explain.
    """
    above = 100 * result.test_accuracy - step.preset.documented.test_accuracy
    if step.id not in WHY_OURS_DIFFERS or abs(above) < POINTS_TO_EXPLAIN:
        return ""
    which = "higher" if above > 0 else "lower"
    return f"Measured by us is {abs(above):.1f} points {which}. {WHY_OURS_DIFFERS[step.id]}"


def _against(step: Step, result: Measured | None, before: Measured | None) -> str:
    """That the measured accuracy goes against the project's sentence, and how little or much that says."""
    told = against_its_sentence(step, result, before)
    return f'<p class="project-note">{escaped(told)}</p>' if told else ""


def against_its_sentence(step: Step, result: Measured | None, before: Measured | None) -> str:
    """The sentence; empty where what was measured whole agrees, or where the project promises no more accuracy."""
    if step.id not in PROMISE_MORE or step.predecessor is None or result is None or before is None:
        return ""
    lost = 100 * (before.test_accuracy - result.test_accuracy)
    if lost < LOST or result.budget is not None or before.budget is not None:
        return ""
    seeds = min(result.seeds, before.seeds)
    told = f"Measured by us: {lost:.1f} points less than project {step.predecessor.id}"
    if seeds == 1:
        which = "Each" if result.seeds == before.seeds else "One of the two"
        return (
            f"{told}, against what this project teaches. {which} was trained with one seed, and another may "
            "turn out otherwise."
        )
    return f"{told}, against what this project teaches: the mean of {seeds} seeds or more of each."


def exact(fraction: float) -> str:
    """As the slides write accuracies: with two decimals."""
    return percent(fraction, 2)


def spread(result: Measured) -> str:
    """How sure the accuracy is: the 95 % interval, or the range of several seeds."""
    if result.seeds > 1:
        return f"{100 * result.lowest:.1f}–{100 * result.highest:.1f}, {result.seeds} seeds"
    return likely_percent(result.interval)


def _curve(step: Step, result: Measured | None) -> str:
    """The small curve and its legend; without a result, how to get one."""
    if result is None:
        return (
            '<p class="project-unmeasured">Not measured by us yet: '
            f"<code>python -m builder reproduce --projects {escaped(step.id)}</code></p>"
        )
    curve = result.curve
    title = f"Validation and training accuracy over {count(len(curve), 'epoch')}"
    # From 0 to 100 % on every card: a poor result fills no more of its place than it should.
    drawn = sparkline([point.val_accuracy for point in curve], [point.accuracy for point in curve], title, (0, 1))
    time = duration(result.seconds)
    return (
        f'<figure class="project-curve"><div class="project-axis">{drawn}<span>100 %</span><span>0 %</span></div>'
        "<figcaption><span>— validation</span><span>··· training</span>"
        f"<span>{escaped(count(len(curve), 'epoch'))}, {escaped(time)}, {escaped(result.number_format)}</span>"
        "</figcaption></figure>"
    )


def _notes(step: Step, result: Measured | None) -> str:
    """How it was shortened, or why it differs from the course's, and where the slides contradict themselves."""
    notes = ""
    if result is not None and result.budget is not None:
        notes += f'<p class="project-note">* Shortened: {escaped(result.budget)}.</p>'
    elif result is not None and (told := why_ours_differs(step, result)):
        notes += f'<p class="project-note">{escaped(told)}</p>'
    if step.preset.note:
        leak = slides_leak(step.preset)
        title = f"Course: {leak}" if leak else "Where the course’s slides contradict themselves"
        notes += (
            f'<details class="project-note"><summary>{escaped(title)}</summary>{escaped(step.preset.note)}</details>'
        )
    return notes
