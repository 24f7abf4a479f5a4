"""One project on the path in a few words: its number, lesson, network, and results."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from builder.course.changed_blocks import changed_blocks
from builder.course.path import Measured, Step, slides_chosen_by_test, step_of
from builder.design.cost.summary import summarize
from builder.export.thumbnail import thumbnail
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.course.results import trained_for
from builder.ui.leaderboard.rows import differs_from_slides
from builder.words.marks import CHOSEN_BY_TEST
from builder.words.numbers import percent
from builder.words.sentences import listed

#: What stands on a project's row: tried, the one to try next, and the very first.
TRIED, NEXT, FIRST = "✓ tried", "Next", "Start here"


def row_html(step: Step, result: Measured | None, own: Run | None, tag: str) -> str:
    """The row without its button, as HTML for st.markdown; everything escaped."""
    told = f'<em class="row-tag{" row-next" if tag in (NEXT, FIRST) else ""}">{escaped(tag)}</em>' if tag else ""
    return (
        f'<div class="row"><span class="project-number"><span class="unseen">Project </span>{escaped(step.id)}</span>'
        f'<span class="row-lesson"><strong>{lesson_html(step)}</strong>{told}</span>'
        f'<span class="row-picture">{picture_html(step)}</span>'
        f'<span class="row-numbers">{_numbers(step, result, own)}</span></div>'
    )


def lesson_html(step: Step) -> str:
    """The lesson; a percent sign stays with its number."""
    return escaped(step.preset.lesson.replace(" %", "\N{NO-BREAK SPACE}%"))


def picture_html(step: Step) -> str:
    """The network as a small picture: what is new or changed in colour, the rest faint."""
    return _drawn(step.id)


@lru_cache(maxsize=64)
def _drawn(project: str) -> str:
    step = step_of(project)
    assert step is not None
    design = step.preset.experiment
    marked = None if step.predecessor is None else changed_blocks(step.predecessor.experiment.network, design.network)
    return thumbnail(summarize(design), marked, f"The network of project {step.id}. {marked_words(step)}")


def marked_words(step: Step) -> str:
    """What the picture's colours say, in a sentence."""
    if step.predecessor is None:
        return "The course begins with it."
    marked = changed_blocks(step.predecessor.experiment.network, step.preset.experiment.network)
    if not marked:
        return "The same network as before: only its training changes."
    return f"In colour: what is new or changed, {listed(sorted(marked))}."


def star_notes(steps: Sequence[Step], results: Mapping[str, Measured | None], own: Mapping[str, Run]) -> str:
    """What the stars on the rows of these projects say, in a line for under them; empty where there is none."""
    told = []
    if any(slides_chosen_by_test(step.preset) for step in steps):
        told.append(f"Course: {CHOSEN_BY_TEST.text}.")
    shortened = [step.id for step in steps if (result := results[step.id]) is not None and result.budget is not None]
    if shortened:
        projects = f"project{'s' if len(shortened) > 1 else ''} {listed(shortened)}"
        told.append(f"Measured by us: {projects} with a shortened training, which says little.")
    short = [(step.id, own[step.id]) for step in steps if step.id in own and _is_short(own[step.id])]
    if short:
        told.append(f"Yours: {listed([f'project {id} {trained_for(run)}' for id, run in short])}.")
    return f"* {' '.join(told)}" if told else ""


def _is_short(own: Run) -> bool:
    return own.test_accuracy is not None and differs_from_slides(own)


def _numbers(step: Step, result: Measured | None, own: Run | None) -> str:
    """The course's accuracy, ours, and the student's own, the last two with a star if cut short."""
    star = "*" if slides_chosen_by_test(step.preset) else ""
    meaning = f' title="{escaped(CHOSEN_BY_TEST.text)}"' if star else ""
    cells = [f"<span{meaning}>Course <b>{step.preset.documented.test_accuracy:.2f}\N{NO-BREAK SPACE}%{star}</b></span>"]
    if result is not None and result.budget is None:
        cells.append(f"<span>Measured by us <b>{percent(result.test_accuracy, 2)}</b></span>")
    elif result is not None:
        shown = f"Measured by us, shortened <b>{percent(result.test_accuracy, 2)}*</b>"
        cells.append(f'<span class="row-shortened" title="{escaped(result.budget or "")}">{shown}</span>')
    if own is not None and own.test_accuracy is not None:
        star = "*" if _is_short(own) else ""
        meaning = f' title="{escaped(trained_for(own))}"'
        cells.append(f'<span class="row-own"{meaning}>Yours <b>{percent(own.test_accuracy, 2)}{star}</b></span>')
    return "".join(cells)
