"""Two projects' networks one above the other, with the blocks marked in which they differ."""

from builder.course.changed_blocks import changed_blocks
from builder.course.path import Step
from builder.design.cost.summary import summarize
from builder.export import picture
from builder.ui.app.text import escaped

WIDE, NARROW = 960, 360


def two_networks_html(before: Step, after: Step) -> str:
    """Both pictures, each for wide and for narrow screens, and what the marks say."""
    first, second = before.preset.experiment.network, after.preset.experiment.network
    if first == second:
        return '<p class="project-note">Both have the same network; only the training differs.</p>'
    marks = (changed_blocks(second, first), changed_blocks(first, second))
    drawn = "".join(_picture(step, marked) for step, marked in zip((before, after), marks, strict=True))
    return f'<div class="two-networks">{drawn}</div><p class="project-note">Marked: the blocks that differ.</p>'


def _picture(step: Step, marked: frozenset[str]) -> str:
    summary = summarize(step.preset.experiment)
    return (
        f"<figure><figcaption>Project {escaped(step.id)}</figcaption>"
        f'<div class="pictures"><div>{picture.svg(summary, WIDE, marked)}</div>'
        f'<div class="narrow" style="display: none">{picture.svg(summary, NARROW, marked)}</div></div></figure>'
    )
