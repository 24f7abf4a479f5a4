"""What can be done with the selected runs, and why a button is disabled."""

from collections.abc import Mapping, Sequence

import streamlit as st

from builder.jobs import why_no_test_reading
from builder.statistics.leak import Leak
from builder.store.board.lines import Line
from builder.store.board.marks import meanings
from builder.store.errors import StoreError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import ACTIVE, Run, get_run
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.leaderboard.dialogs import ask
from builder.ui.leaderboard.seeds import draw_seeds
from builder.ui.session import chosen_run, compared_runs
from builder.words.reasons import said

#: As many runs as the Compare page has letters for.
MOST_COMPARED = 10


def draw_actions(lines: Sequence[Line], selected: Sequence[Run], owner: str, leaks: Mapping[str, Leak]) -> None:
    """A row of buttons for the selected lines and their runs, each opening a page or a dialog, and what to know about
    the runs."""
    with st.container(horizontal=True, vertical_alignment="center", key="leaderboard_actions"):
        st.markdown(f"**{_selected_text(lines, selected)}**", width="content")
        if len(lines) == 1:
            draw_seeds(lines[0], owner)
        if _button("See what it learned", ":material/insights:", why_not_one(selected)):
            chosen_run.look_into(selected[0].id)
        compared = to_compare(lines, selected)
        if _button("Compare", ":material/compare:", why_not_compare(compared)):
            compared_runs.compare(run.id for run in compared)
        if _button("Open in Build", ":material/construction:", None if len(lines) == 1 else why_not_one(selected)):
            open_in_build(lines[0].run.id)
        if _button("Classify", ":material/image_search:", why_not_classify(selected)):
            chosen_run.classify_with(selected[0].id)
        ids = [run.id for run in selected]
        if _button("Rename", ":material/edit:", why_not_rename(selected, owner)):
            ask("rename", ids)
        if _button("Delete", ":material/delete:", why_not_delete(selected, owner)):
            ask("delete", ids)
        if any(run.state in ("stopped", "failed") for run in selected) and _button(
            "Read the test set", ":material/fact_check:", why_not_read_test(selected, owner)
        ):
            ask("test", ids)
    if len(selected) == 1:
        _draw_end(selected[0])
    for run in selected:
        if told := meanings(run, leaks.get(run.id)):
            name = "" if len(selected) == 1 else f"**{plain(run.name)}.** "
            st.markdown(f":material/warning: {name}{plain(' '.join(told))}")
    if any(run.owner != owner for run in selected):
        # Phones show no tooltips, so the most common reason is also written out.
        way = "Rename and Delete are for whoever trained a run."
        if len(selected) == 1:
            ended = "" if selected[0].state not in ACTIVE else f"`python -m builder stop {selected[0].id}`, then "
            way += (
                " Whoever sits at the server deletes it from there: "
                f"{ended}`python -m builder delete {selected[0].id} --anybodys`."
            )
        st.caption(way)


def _selected_text(lines: Sequence[Line], selected: Sequence[Run]) -> str:
    if len(lines) == 1 and len(selected) > 1:
        return f"{lines[0].seeds} seeds" if lines[0].seeds > 1 else f"{len(selected)} runs with one seed"
    return f"{len(selected)} selected"


def _draw_end(run: Run) -> None:
    """How a single run ended, in its sentence."""
    if run.error:
        st.markdown(f"**Failed.** {plain(said(run.error))}")
    elif run.end_reason:
        st.caption(plain(said(run.end_reason)))
    if told := _elsewhere(run):
        st.caption(told)


def _button(label: str, icon: str, why_not: str | None) -> bool:
    return st.button(label, icon=icon, key=f"leaderboard.{label}", disabled=why_not is not None, help=why_not)


def open_in_build(run_id: str) -> None:
    """Leave for the Build page with the run's design; a sentence where it is gone."""
    try:
        run = get_run(store.database(), run_id)
    except StoreError as error:
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    chosen_run.open_in_build(run)


def why_not_one(selected: Sequence[Run]) -> str | None:
    """Why an action for a single run is disabled; None if it is not."""
    return None if len(selected) == 1 else "Select one run only."


def to_compare(lines: Sequence[Line], selected: Sequence[Run]) -> Sequence[Run]:
    """The runs that the Compare page is to show: of several lines with too many runs one each; it finds their seeds."""
    return selected if len(selected) <= MOST_COMPARED or len(lines) == 1 else [line.run for line in lines]


def why_not_compare(selected: Sequence[Run]) -> str | None:
    return None if 2 <= len(selected) <= MOST_COMPARED else f"Select two to {MOST_COMPARED} runs."


def why_not_classify(selected: Sequence[Run]) -> str | None:
    if len(selected) == 1 and not selected[0].has_weights:
        return "This run has kept no weights, so it cannot classify."
    return why_not_one(selected) or _elsewhere(selected[0])


def _elsewhere(run: Run) -> str | None:
    """That another home has the run's files; None if it has not."""
    told = why_no_files(store.settings(), store.database(), run)
    return told and plain(told)


def why_not_rename(selected: Sequence[Run], owner: str) -> str | None:
    if any(run.owner != owner for run in selected):
        return "Only whoever trained a run can rename it."
    return why_not_one(selected)


def why_not_delete(selected: Sequence[Run], owner: str) -> str | None:
    if any(run.owner != owner for run in selected):
        return "Only whoever trained a run can delete it."
    if any(run.state in ACTIVE for run in selected):
        return "Stop the run first: it is still training."
    return None


def why_not_read_test(selected: Sequence[Run], owner: str) -> str | None:
    if len(selected) != 1:
        return why_not_one(selected)
    run = selected[0]
    if run.owner != owner:
        return "Only whoever trained a run can have its test set read."
    refusal = why_no_test_reading(run)
    return plain(refusal) if refusal else _elsewhere(run)
