"""What can be done with the run beside the table, why a button is disabled, and what to know of the run."""

from collections.abc import Sequence

import streamlit as st

from builder.jobs import why_no_test_reading
from builder.store.board.lines import Line
from builder.store.board.marks import meanings
from builder.store.errors import StoreError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import ACTIVE, Run, get_run
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.leaderboard.dialogs import ask
from builder.ui.leaderboard.seeds import draw_seeds
from builder.ui.session import chosen_run
from builder.words.reasons import said


def draw_ways(line: Line, owner: str) -> None:
    """The buttons. A line of several runs leads to the one that stands for it, and is deleted as a whole."""
    run, runs = line.run, line.runs
    ids = [one.id for one in runs]
    with st.container(horizontal=True, key="leaderboard_panel_ways"):
        if _button("See what it learned", ":material/insights:", None, is_primary=True):
            chosen_run.look_into(run.id)
        if _button("Classify", ":material/image_search:", why_not_classify(run)):
            chosen_run.classify_with(run.id)
        if _button("Open in Build", ":material/construction:", None):
            open_in_build(run.id)
        draw_seeds(line, owner)
        if _button("Rename", ":material/edit:", why_not_rename(runs, owner)):
            ask("rename", ids)
        if _button("Delete", ":material/delete:", why_not_delete(runs, owner)):
            ask("delete", ids)
        if run.state in ("stopped", "failed") and _button(
            "Read the test set", ":material/fact_check:", why_not_read_test(run, owner)
        ):
            ask("test", ids)


def draw_about(line: Line, owner: str) -> None:
    """How the run ended, what its marks mean, and for whom some of the buttons are."""
    run = line.run
    if run.error:
        st.markdown(f"**Failed.** {plain(said(run.error))}")
    elif run.end_reason and len(line.members) == 1:
        st.caption(plain(said(run.end_reason)))
    if told := _elsewhere(run):
        st.caption(told)
    if meant := meanings(run, line.leak):
        st.markdown(f":material/warning: {plain(' '.join(meant))}")
    if run.owner != owner:
        # Phones show no tooltips, so the most common reason is also written out.
        ended = "" if run.state not in ACTIVE else f"`python -m builder stop {run.id}`, then "
        st.caption(
            "Rename and Delete are for whoever trained a run. Whoever sits at the server deletes it from there: "
            f"{ended}`python -m builder delete {run.id} --anybodys`."
        )


def _button(label: str, icon: str, why_not: str | None, *, is_primary: bool = False) -> bool:
    return st.button(
        label,
        icon=icon,
        key=f"leaderboard.panel.{label}",
        type="primary" if is_primary else "secondary",
        disabled=why_not is not None,
        help=why_not,
    )


def open_in_build(run_id: str) -> None:
    """Leave for the Build page with the run's design; a sentence where it is gone."""
    try:
        run = get_run(store.database(), run_id)
    except StoreError as error:
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    chosen_run.open_in_build(run)


def why_not_classify(run: Run) -> str | None:
    """Why an action for the run is disabled; None if it is not."""
    return "This run has kept no weights, so it cannot classify." if not run.has_weights else _elsewhere(run)


def _elsewhere(run: Run) -> str | None:
    """That another home has the run's files; None if it has not."""
    told = why_no_files(store.settings(), store.database(), run)
    return told and plain(told)


def why_not_rename(runs: Sequence[Run], owner: str) -> str | None:
    if any(run.owner != owner for run in runs):
        return "Only whoever trained a run can rename it."
    return None if len(runs) == 1 else "Show its runs, and open the one to rename."


def why_not_delete(runs: Sequence[Run], owner: str) -> str | None:
    if any(run.owner != owner for run in runs):
        return "Only whoever trained a run can delete it."
    if any(run.state in ACTIVE for run in runs):
        return "Stop the run first: it is still training."
    return None


def why_not_read_test(run: Run, owner: str) -> str | None:
    if run.owner != owner:
        return "Only whoever trained a run can have its test set read."
    refusal = why_no_test_reading(run)
    return plain(refusal) if refusal else _elsewhere(run)
