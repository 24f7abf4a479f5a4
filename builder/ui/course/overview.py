"""The Course page's first view: the climb as a chart, and the path in chapters, with one card open at a time."""

import streamlit as st

from builder.course.chapters import CHAPTERS, Chapter
from builder.course.path import Measured, Step, measured, path, step_of
from builder.course.results import Reproduction
from builder.datasets.table import is_available
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.ui.course import actions
from builder.ui.course.beyond import draw_beyond
from builder.ui.course.card import card_html
from builder.ui.course.minutes import draw_minutes
from builder.ui.course.results import best_own_runs, own_timed, tried_projects
from builder.ui.course.row import FIRST, NEXT, TRIED, row_html, star_notes
from builder.ui.figures.climb import Stage, climb, climb_summary
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.ui.session import visitor

#: The parameter of the address that names the open card.
OPEN = "open"
#: How often a point of the chart led to a card.
TIMES_LED = "builder.course_led"
CHART = "course.climb"
#: Where CIFAR-10 is missing. The two accuracies are those of docs/measurements.md.
ON_DIGITS = (
    "CIFAR-10 is not on this machine (Build can download it), so Build and Train take the digits. Expect smaller steps "
    "there: project 0 already names about 94 of 100 rightly, project 4 about 95, and with 299 digits to test on two or "
    "three points may be luck."
)


def draw_overview(results: tuple[Reproduction, ...]) -> None:
    """The path from the first project to the last."""
    steps = path()
    results_here = {step.id: measured(results, step.id) for step in steps}
    owner = visitor.current().owner
    own, tried = best_own_runs(owner), tried_projects(owner) & {step.id for step in steps}
    following = next((step for step in steps if step.id not in tried), None)
    _head(steps, results_here, tried, following)
    with st.container(border=True, key="climb"):
        stages = [_stage(step, results_here[step.id], own.get(step.id)) for step in steps]
        st.markdown("#### Test accuracy, project by project", anchors=False)
        st.plotly_chart(
            climb(stages),
            config=PLOTLY_CONFIG,
            key=CHART,
            on_select=_open_from_chart,
            selection_mode="points",
            alt=climb_summary(stages),
        )
        st.caption(_legend(results_here))
    for chapter in CHAPTERS:
        _chapter(chapter, results_here, own, {**dict.fromkeys(tried, TRIED), **_next(following)})
    draw_beyond(results, own)
    draw_minutes(results, own_timed(owner))


def place_to_begin_at() -> str | None:
    """The key of the open card's container."""
    opened = st.query_params.get(OPEN)
    return f"opened_{opened}" if opened is not None and step_of(opened) else None


def times_led() -> int:
    """Part of the view's name: each click on the chart leads to its card."""
    return st.session_state.get(TIMES_LED, 0)


def _open_from_chart() -> None:
    points = st.session_state[CHART].selection.points
    if points:
        st.session_state[TIMES_LED] = times_led() + 1
        actions.open_card(points[0]["x"])


def _head(
    steps: tuple[Step, ...], results_here: dict[str, Measured | None], tried: frozenset[str], following: Step | None
) -> None:
    """The title, what the course is, and the project to go on with."""
    first, last = (step.preset.documented.test_accuracy for step in (steps[0], steps[-1]))
    with st.container(horizontal=True, vertical_alignment="center", key="course_head"):
        st.title(f"Course: {len(steps)} projects", anchor=False, width="stretch")
        if following is not None:
            st.button(
                f"{'Go on with' if tried else 'Start here:'} project {following.id}",
                key="course.next",
                type="primary",
                icon=":material/arrow_forward:",
                on_click=_lead_to,
                args=(following.id,),
            )
    st.markdown(
        "A project is a network and how it is trained. Each changes something in an earlier one: they climb from "
        f"{first:.2f} % to {last:.2f} % of small photos (CIFAR-10) named rightly, and all points here are of these "
        "photos. **Course** is what the course’s slides report, **Measured by us** what this software came to."
    )
    st.caption(f"You have tried {len(tried) or 'none yet'}. Open any of them. {_done(results_here)}.")
    if not is_available("cifar10", store.settings()):
        st.caption(f":material/info: {ON_DIGITS}")


def _lead_to(project: str) -> None:
    st.session_state[TIMES_LED] = times_led() + 1
    actions.open_card(project)


def _next(following: Step | None) -> dict[str, str]:
    if following is None:
        return {}
    return {following.id: FIRST if following.predecessor is None else NEXT}


def _done(results_here: dict[str, Measured | None]) -> str:
    count = sum(one is not None for one in results_here.values())
    if not count:
        return "None of them was measured by us yet"
    shortened = sum(one is not None and one.budget is not None for one in results_here.values())
    text = (
        f"All {count} projects were measured by us"
        if count == len(results_here)
        else f"{count} of them {'was' if count == 1 else 'were'} measured by us"
    )
    return text if not shortened else f"{text}, {shortened} with a shortened training"


def _legend(results_here: dict[str, Measured | None]) -> str:
    """How to read the chart's marks."""
    told = "A click on a point opens its project. "
    if not any(results_here.values()):
        return f"{told}What this app measures appears beside the course’s figures: python -m builder reproduce"
    return (
        f"{told}Bars: the 95 % interval that 10,000 test images leave; another seed moves a result further, and where "
        "several were run, the mark is their mean. Shortened trainings are not drawn."
    )


def _stage(step: Step, result: Measured | None, own: Run | None) -> Stage:
    whole = result if result is not None and result.budget is None else None
    return Stage(
        id=step.id,
        lesson=step.preset.lesson,
        slides=step.preset.documented.test_accuracy,
        measured=None if whole is None else 100 * whole.test_accuracy,
        interval=None if whole is None else tuple(100 * end for end in whole.interval),
        yours=None if own is None or own.test_accuracy is None else 100 * own.test_accuracy,
    )


def _chapter(
    chapter: Chapter, results_here: dict[str, Measured | None], own: dict[str, Run], tags: dict[str, str]
) -> None:
    """The chapter's projects in rows, and under them the card that is open."""
    opened = st.query_params.get(OPEN)
    st.markdown(f'<h4 class="chapter">{chapter.title}<small>{chapter.about}</small></h4>', unsafe_allow_html=True)
    with st.grid("auto", min_column_width=250, gap="small", key=f"chapter_{chapter.projects[0]}"):
        for project in chapter.projects:
            step = step_of(project)
            assert step is not None
            _row(step, results_here[project], own.get(project), tags.get(project, ""), is_open=project == opened)
    if notes := star_notes([step for project in chapter.projects if (step := step_of(project))], results_here, own):
        st.markdown(f'<p class="chapter-note">{escaped(notes)}</p>', unsafe_allow_html=True)
    if opened in chapter.projects and (step := step_of(opened)) is not None:
        _card(step, results_here, own.get(opened))


def _row(step: Step, result: Measured | None, own: Run | None, tag: str, *, is_open: bool) -> None:
    """One project; the button, which has no look of its own, lies over all of it."""
    with st.container(border=True, height="stretch", key=f"project_{step.id}"):
        st.markdown(row_html(step, result, own, tag), unsafe_allow_html=True)
        st.button(
            f"{'Close' if is_open else 'Open'} project {step.id}: {step.preset.lesson}",
            key=f"course.look.{step.id}",
            on_click=actions.open_card,
            args=(None if is_open else step.id,),
        )


def _card(step: Step, results_here: dict[str, Measured | None], own: Run | None) -> None:
    before = None if step.predecessor is None else results_here[step.predecessor.id]
    with st.container(border=True, key=f"opened_{step.id}"):
        st.markdown(card_html(step, results_here[step.id], own, before), unsafe_allow_html=True)
        with st.container(horizontal=True, gap="xsmall", key=f"project_actions_{step.id}"):
            actions.build_and_train_buttons(step.id, actions.how_long_here(step.id))
            if step.predecessor is not None:
                st.button(
                    "Compare",
                    key=f"course.compare.{step.id}",
                    type="tertiary",
                    icon=":material/compare_arrows:",
                    help=f"Side by side with project {step.predecessor.id}",
                    on_click=actions.open_from_card,
                    args=(step.id, "compare"),
                )
            st.button(
                "One change",
                key=f"course.change.{step.id}",
                type="tertiary",
                icon=":material/science:",
                help="Change one thing, train both, and see whether the difference is more than chance",
                on_click=actions.open_from_card,
                args=(step.id, "change"),
            )
