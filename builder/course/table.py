"""The table in docs/course.md of what was measured for the course's projects, as Markdown."""

from builder.course.path import Measured, Step, measured, path, slides_chosen_by_test
from builder.course.results import Reproduction
from builder.presets import PRESETS
from builder.words.durations import duration
from builder.words.marks import CHOSEN_BY_TEST
from builder.words.numbers import plain_percent

#: The table stands in the document between a line <!-- reproduced --> and a line <!-- /reproduced -->.
MARKER = "reproduced"

HEAD = (
    "Project",
    "Parameters",
    "Slides, test",
    "Here, validation",
    "Here, test (95 %)",
    "Seeds",
    "Epochs",
    "Time",
    "Format",
)
NOT_RUN = "not run yet"


class NoMarkersError(ValueError):
    """The text has no place for the table; the message says what to add to it."""


def reproduced_table(results: tuple[Reproduction, ...]) -> str:
    """One row per project in course order, notes on shortened ones, and the hardware and libraries used."""
    rows: list[str] = []
    notes: list[str] = []
    for step in path():
        found = measured(results, step.id)
        if found is not None and found.budget is not None:
            notes.append(f"{_mark(len(notes) + 1)} Project {step.id} was shortened: {found.budget}.")
        rows.append(_row(step, found, _mark(len(notes)) if found is not None and found.budget is not None else ""))
    lines = [f"| {' | '.join(HEAD)} |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |", *rows]
    course = tuple(result for result in results if result.project in PRESETS)
    paragraphs = ["\n".join(lines), *notes, *_circumstances(course)]
    return "\n\n".join(paragraphs)


def has_place(text: str, marker: str) -> bool:
    """Whether the text has a place for the table of that name."""
    return f"<!-- {marker} -->" in text


def with_table(text: str, table: str, marker: str = MARKER) -> str:
    """`text` with the table between its markers; raises NoMarkersError unless each occurs exactly once."""
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise NoMarkersError(f"it lacks a place for the table: write a line {begin} and, after it, a line {end}")
    before, after = text.split(begin)[0], text.split(end)[1]
    return f"{before}{begin}\n{table}\n{end}{after}"


def _row(step: Step, found: Measured | None, mark: str) -> str:
    here = (NOT_RUN, "", "", "", "", "")
    if found is not None:
        low, high = found.interval
        test = f"{plain_percent(found.test_accuracy, 2)} ({100 * low:.2f}–{100 * high:.2f})"
        if found.seeds > 1:
            test += f", seeds {100 * found.lowest:.2f}–{100 * found.highest:.2f}"
        epochs = f"{found.epochs:,.0f}"
        seeds, time = str(found.seeds), duration(found.seconds)
        here = (plain_percent(found.validation_accuracy, 2), test + mark, seeds, epochs, time, found.number_format)
    slides = f"{step.preset.documented.test_accuracy:.2f} %"
    if slides_chosen_by_test(step.preset):
        slides += f" ({CHOSEN_BY_TEST.text})"
    return f"| {' | '.join((step.id, f'{step.parameters:,}', slides, *here))} |"


def _circumstances(results: tuple[Reproduction, ...]) -> list[str]:
    """The hardware and libraries used for the results, each combination once; empty without results."""
    told = [f"{result.processor}, TensorFlow {result.versions.get('tensorflow', '?')}" for result in results]
    return [f"Measured on {'; '.join(dict.fromkeys(told))}."] if told else []


def _mark(number: int) -> str:
    """A footnote's mark: ¹, ², … ¹²."""
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))
