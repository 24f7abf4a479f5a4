"""The chart of test accuracy against minutes of training on the Course page."""

import streamlit as st

from builder.course.minutes import ComputedOn, Timed, computed_on, timed_beyond, timed_projects, with_mirror
from builder.course.results import Reproduction
from builder.presets import BEYOND, PRESETS
from builder.ui.figures.minutes import minutes, told
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.words.inert import plain
from builder.words.sentences import listed

TITLE = "Test accuracy against minutes of training, on two processor cores"


def draw_minutes(results: tuple[Reproduction, ...], yours: tuple[Timed, ...]) -> None:
    """The chart and what its times were measured on; nothing where nothing was measured."""
    course, beyond = timed_projects(results), timed_beyond(results)
    if not (course or beyond or yours):
        return
    # Folded: under the path it is one thing more, and a phone's page would be too long for a thumb.
    chart = st.expander(TITLE, key="minutes", on_change="rerun")
    if not chart.open:
        return
    with chart:
        st.plotly_chart(
            minutes(course, beyond, yours),
            config=PLOTLY_CONFIG,
            key="course.minutes",
            alt=told(course, beyond, yours),
        )
        on = computed_on(results, PRESETS), computed_on(results, BEYOND)
        st.caption(about(*on, with_mirror(results), yours))


def about(
    course: ComputedOn | None, beyond: ComputedOn | None, mirrored: tuple[str, ...], yours: tuple[Timed, ...]
) -> str:
    """Where times and accuracies are from, as Markdown; `course` and `beyond` say on what ours were measured."""
    parts = ["Times are those of training with its validation."]
    parts += [
        f"{plain(name)} is judged by the mean of what it says of an image and of its mirror image, our others by "
        "one view."
        for name in mirrored
    ]
    parts += [
        f"{name} ran on {plain(listed(on.processors))}, in {listed(on.formats)}."
        for name, on in (("The course", course), ("The stars", beyond))
        if on is not None
    ]
    if course is not None and beyond is not None and course != beyond:
        parts.append("So some of the stars' lead is the faster processor's.")
    if course is not None or beyond is not None:
        parts.append("What is not measured yet is not drawn.")
    if yours:
        parts.append("Yours are those of your runs on all of CIFAR-10 whose test set was read, on the machine here.")
    return " ".join(parts)
