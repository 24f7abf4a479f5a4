"""The Course page's first view: the whole climb as a chart, and every project as a card."""

import streamlit as st

from builder.course.path import Measured, Step, measured, path
from builder.course.results import Reproduction
from builder.datasets.table import is_available
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.course import actions
from builder.ui.course.card import card_html
from builder.ui.course.results import best_own_runs
from builder.ui.figures.climb import Stage, climb
from builder.ui.session import visitor

PLOTLY_CONFIG = {"displayModeBar": False}


def draw_overview(results: tuple[Reproduction, ...]) -> None:
    """The path from the first project to the last."""
    steps = path()
    results_here = {step.id: measured(results, step.id) for step in steps}
    first, last = (step.preset.documented.test_accuracy for step in (steps[0], steps[-1]))
    st.title(f"Course: from {first:.2f} % to {last:.2f} %", anchor=False)
    st.caption(f"{len(steps)} projects on CIFAR-10, one idea after another: {_done(results_here)}.")
    if not is_available("cifar10", store.settings()):
        st.caption(
            ":material/info: CIFAR-10 is not on this machine, so Build and Train take the digits. "
            "The Build page can download it."
        )
    own = best_own_runs(visitor.current().owner)
    with st.container(border=True, key="climb"):
        figure = climb([_stage(step, results_here[step.id], own.get(step.id)) for step in steps])
        st.markdown("#### Test accuracy, project by project", anchors=False)
        st.plotly_chart(figure, config=PLOTLY_CONFIG, key="course.climb")
        st.caption(_legend(results_here))
    with st.grid("auto", min_column_width=330, key="course_cards"):
        for step in steps:
            _card(step, results_here[step.id], own.get(step.id))


def _done(results_here: dict[str, Measured | None]) -> str:
    count = sum(one is not None for one in results_here.values())
    if not count:
        return "none of them was measured here yet"
    shortened = sum(one is not None and one.budget is not None for one in results_here.values())
    text = (
        "all were measured here"
        if count == len(results_here)
        else f"{count} of them {'was' if count == 1 else 'were'} measured here"
    )
    return text if not shortened else f"{text}, {shortened} with a shortened training"


def _legend(results_here: dict[str, Measured | None]) -> str:
    """How to read the chart's marks."""
    if not any(results_here.values()):
        return "The slides' figures. What this app measures appears beside them: python -m builder reproduce"
    return (
        "Bars: the 95 % interval that 10,000 test images leave. Another seed moves a result further; "
        "where several were run, the mark is their mean."
    )


def _stage(step: Step, result: Measured | None, own: Run | None) -> Stage:
    return Stage(
        id=step.id,
        lesson=step.preset.lesson,
        slides=step.preset.documented.test_accuracy,
        here=None if result is None else 100 * result.test_accuracy,
        interval=None if result is None else tuple(100 * end for end in result.interval),
        shortened=result is not None and result.budget is not None,
        yours=None if own is None or own.test_accuracy is None else 100 * own.test_accuracy,
    )


def _card(step: Step, result: Measured | None, own: Run | None) -> None:
    with st.container(border=True, height="stretch", key=f"project_{step.id}"):
        st.markdown(card_html(step, result, own), unsafe_allow_html=True)
        with st.container(horizontal=True, gap="xsmall", key=f"project_actions_{step.id}"):
            if st.button("Open in Build", key=f"course.build.{step.id}", icon=":material/construction:"):
                actions.build(step.id)
            if st.button("Train", key=f"course.train.{step.id}", icon=":material/play_arrow:"):
                actions.train(step.id)
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
