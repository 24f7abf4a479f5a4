"""The table in docs/coach.md of what the coach says of each project's measured curve, as Markdown."""

from builder.analysis.coach import Observation, coach
from builder.course.path import SLIDES_COUNT, measured
from builder.course.results import CurvePoint, Reproduction
from builder.presets import PRESETS
from builder.progress.epoch import Epoch
from builder.words.coach import TITLES, TREATMENTS, sentence

#: The table stands in the document between a line <!-- coached --> and a line <!-- /coached -->.
MARKER = "coached"


def coached(results: tuple[Reproduction, ...], project: str) -> tuple[Observation, ...]:
    """What the coach says of the project's curve, of the first seed that was measured; nothing without one."""
    found = measured(results, project)
    if found is None:
        return ()
    epochs = [_epoch(point) for point in found.curve]
    return coach(PRESETS[project].experiment, epochs, SLIDES_COUNT, own_project=project)


def coached_table(results: tuple[Reproduction, ...]) -> str:
    """A row for each observation, in the order of the course."""
    rows = [
        f"| {project} | {TITLES[seen.kind]} | {sentence(seen)} | {_advice(seen)} |"
        for project in PRESETS
        for seen in coached(results, project)
    ]
    return "\n".join(
        ["| Project | Heading | What the coach says | What it offers |", "| --- | --- | --- | --- |", *rows]
    )


def _epoch(point: CurvePoint) -> Epoch:
    return Epoch.model_validate(point.model_dump())


def _advice(seen: Observation) -> str:
    parts = [TREATMENTS[edit] for edit in (seen.edit, seen.other_edit) if edit is not None]
    return "; ".join([*parts, *([] if seen.project is None else [f"see project {seen.project}"])])
