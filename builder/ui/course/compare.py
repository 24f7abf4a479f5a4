"""Two projects side by side: what changes, the slides' figures, what was measured, and the student's own runs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from builder.course.changes import changes
from builder.course.path import Measured, Step, measured, path, step_of
from builder.course.results import Reproduction
from builder.store.runs.curves import curves_of
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.course import actions
from builder.ui.course.card import changes_html, exact
from builder.ui.course.compared_table import table_html
from builder.ui.course.results import best_own_runs
from builder.ui.course.row import lesson_html
from builder.ui.course.two_networks import two_networks_html
from builder.ui.figures.overlay import EpochValues
from builder.ui.leaderboard.curves import draw_curves
from builder.ui.leaderboard.difference import compared
from builder.ui.session import visitor
from builder.words.numbers import signed

#: Curves by the label of their project.
Curves = Mapping[str, Sequence[EpochValues]]


def draw_projects(results: tuple[Reproduction, ...], project: str, other: str | None) -> None:
    """`project` beside `other`, or, if none is named, beside the project that it builds on."""
    step = step_of(project)
    if step is None:
        _no_such_project(project)
        return
    if other is None:
        other = step.predecessor.id if step.predecessor else "1"
    before = step_of(other)
    if before is None:
        _no_such_project(other)
        return
    others = [one.id for one in path() if one.id != step.id]
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_head"):
        st.title(f"Project {step.id} compared with {before.id}", anchor=False, width="stretch")
        chosen = st.selectbox(
            "Compared with",
            others,
            index=others.index(before.id) if before.id in others else 0,
            format_func=lambda id: f"Project {id}",
            key=f"course.with.{step.id}.{before.id}",
            width=180,
        )
    if chosen != before.id:
        actions.open_view(compare=step.id, **{"with": chosen})
        st.rerun()
    _lesson(before, step)
    results_here = {one.id: measured(results, one.id) for one in (before, step)}
    own = best_own_runs(visitor.current().owner)
    with st.container(border=True):
        st.markdown(table_html(before, step, results_here, own), unsafe_allow_html=True)
        _difference_here(before, step, results_here)
    ours: Curves = {_label(id, one): one.curve for id, one in results_here.items() if one is not None}
    yours = _own_curves(before, step, own)
    if ours:
        _curves("Measured by us", ours, "course.here", yours)
    _own_runs(before, step, own, yours, ours)


def _no_such_project(id: str) -> None:
    st.info(f"There is no project {plain(id[:40])} in the course.", icon=":material/info:")


def _label(id: str, result: Measured) -> str:
    """The label of a measured project in a chart."""
    return f"Project {id}" + (", shortened" if result.budget else "")


def _lesson(before: Step, step: Step) -> None:
    told = changes(before.preset.experiment, step.preset.experiment)
    asked = step.model_copy(update={"predecessor": before.preset, "changes": told})
    with st.container(border=True):
        lesson = f'<strong class="project-lesson">{lesson_html(step)}</strong>'
        st.markdown(f'<div class="project">{lesson}{changes_html(asked)}</div>', unsafe_allow_html=True)
        differ = before.preset.experiment.network != step.preset.experiment.network
        with st.container(key=f"two_networks_{'differ' if differ else 'alike'}"):  # course.css keeps room for two
            st.markdown(two_networks_html(before, step), unsafe_allow_html=True)
        with st.container(horizontal=True, gap="xsmall", key="compared_actions"):
            actions.build_and_train_buttons(step.id, actions.how_long_here(step.id), keys="course.compared.{}")
            st.button(
                "One change",
                key="course.compared.change",
                type="tertiary",
                icon=":material/science:",
                on_click=actions.open_view,
                kwargs={"change": step.id},
            )


def _difference_here(before: Step, step: Step, results_here: Mapping[str, Measured | None]) -> None:
    """Whether the measured difference exceeds what chance in the test images explains; or how to measure it."""
    first, second = results_here[before.id], results_here[step.id]
    if first is None or second is None:
        missing = ",".join(id for id, one in results_here.items() if one is None)
        st.caption(f"Not measured by us yet: `python -m builder reproduce --projects {missing}`")
        return
    if first.budget or second.budget:
        st.caption("A shortened training says nothing about the difference that the course reports.")
        return
    worse, better = sorted((first, second), key=lambda one: one.test_accuracy)
    if worse.interval[1] < better.interval[0]:
        told = "The 95 % intervals lie apart: chance in the test images does not explain the difference"
    else:
        told = "The 95 % intervals overlap: chance in the test images may explain the difference"
    seeds = min(first.seeds, second.seeds)
    more = "another seed may still turn out differently" if seeds == 1 else f"both are means of {seeds} seeds or more"
    st.caption(f"Measured by us: {exact(first.test_accuracy)} and {exact(second.test_accuracy)}. {told}; {more}.")
    if (equally_long := _after_equally_many_epochs(before, step, first, second)) is not None:
        st.caption(equally_long)


def _after_equally_many_epochs(before: Step, step: Step, first: Measured, second: Measured) -> str | None:
    """Where one project also trains longer, how much of the difference is there without that; None where none does."""
    if before.preset.experiment.training.epochs == step.preset.experiment.training.epochs:
        return None
    epoch = min(first.shortest, second.shortest)
    if epoch == 0:
        return None
    lower, upper = first.validation_after(epoch), second.validation_after(epoch)
    return (
        f"They also train for different numbers of epochs. After epoch {epoch} of both, validation accuracy was "
        f"{exact(lower)} in project {before.id} and {exact(upper)} in project {step.id}: "
        f"{signed(100 * (upper - lower), '{:+.2f}')} points with equally many epochs."
    )


def _curves(title: str, curves: Curves, key: str, beside: Curves, told: str = "") -> None:
    """Validation and training accuracy of both, in two figures with one range, which those `beside` them share; `told`
    (Markdown) stands above."""
    with st.container(border=True, key=f"{key.replace('.', '_')}_curves"):
        st.markdown(f"#### {title}", anchors=False)
        if told:
            st.markdown(told)
        draw_curves(curves, "accuracy", key, beside=beside)


def _own_curves(before: Step, step: Step, own: Mapping[str, Run]) -> Curves:
    """Of the student's own two runs; empty unless there are both."""
    runs = {f"Project {one.id}": own[one.id] for one in (before, step) if one.id in own}
    if len(runs) < 2:
        return {}
    epochs = curves_of(store.database(), [run.id for run in runs.values()])
    return {label: epochs[run.id] for label, run in runs.items()}


def _own_runs(before: Step, step: Step, own: Mapping[str, Run], yours: Curves, ours: Curves) -> None:
    """The student's own two runs: curves, and whether they differ by more than chance."""
    missing = [one.id for one in (before, step) if one.id not in own]
    if missing:
        both = "either of them" if len(missing) == 2 else f"project {missing[0]}"
        st.caption(f"You have not trained {both} on all of CIFAR-10 yet. Once you have trained both, they appear here.")
        return
    _curves("Yours", yours, "course.yours", ours, compared(own[before.id], own[step.id]))
