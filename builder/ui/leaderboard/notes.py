"""The text around the table: what to do while there is none, and how to read it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from builder.statistics.leak import MOST_STANDARD_ERRORS, Leak
from builder.store.board.lines import Line
from builder.store.board.marks import board_marks
from builder.store.homes.unlisted import Unlisted
from builder.store.runs.records import Run
from builder.ui.app.file_news import is_told
from builder.ui.app.text import plain
from builder.ui.leaderboard import selection
from builder.ui.leaderboard.cells import NEAR, NOT_COMPARABLE
from builder.ui.leaderboard.rows import differs_from_slides, slides_percent
from builder.words.homes import unlisted_here
from builder.words.sentences import capital

#: Which of the two is shown, the device decides (style.css).
HOW_TO_USE = (
    '<span class="by-pointer">Press a row, or Enter in it, and its run opens beside the table with all that can be '
    "done with it; tick several, by the box or the Space key, to see what differs, compare or delete them.</span>"
    '<span class="by-touch">Tap a row, and its run opens with all that can be done with it; tap the boxes at the left '
    "of several rows to see what differs, compare or delete them.</span>"
)


def draw_empty(active: Sequence[Run], owner: str, unlisted: Unlisted | None) -> None:
    """What to do before any run has an epoch; `active` are those that train or wait, `owner` is who looks at the page.

    Where the database is not the one that the runs are in, one sentence says so, and nothing invites to train into it.
    """
    is_another = unlisted is not None or is_told()
    if unlisted is not None and not is_told():
        st.warning(plain(unlisted_here(unlisted.runs)), icon=":material/database:")
    if is_another and not active:
        return
    with st.container(border=True):
        if active:
            first = next((run for run in active if run.state == "running"), active[-1])
            st.markdown(f"**Almost there.** {plain(_who_trains(first, owner))} It appears here after its first epoch.")
            label = "Watch it" if any(run.owner == owner for run in active) else "Open Build"
        else:
            st.markdown("**Nothing to rank yet.** Train a project, and it appears here after its first epoch.")
            label = "Open Build"
        if st.button(label, type="primary", icon=":material/construction:", key="leaderboard.start"):
            st.switch_page("pages/build.py")


def _who_trains(run: Run, owner: str) -> str:
    """Who trains what, and how far it is; or who waits with it."""
    who = "You" if run.owner == owner else run.nickname
    planned = run.experiment.training.epochs
    if run.state == "running":
        return f"{who} {'train' if who == 'You' else 'trains'} {run.name}, epoch {run.epochs + 1} of {planned:,}."
    return f"{run.name} by {'you' if who == 'You' else who} has not begun."


def draw_notes(
    shown: Sequence[Line],
    matching: int,
    active: int,
    leaks: Mapping[str, Leak],
    near: frozenset[str],
    is_apart: bool,
    all_columns: bool,
) -> None:
    """One caption under the table, with only what applies to the lines that are shown; `leaks` by run id, and the ids
    of the lines that are `near` the best. `is_apart` says that other runs are ranked apart from these, `all_columns`
    that the table has those of the slides."""
    notes = [f"**{capital(heading)}:** {meaning}" for heading, meaning in _marks_among(shown).items()]
    if leaks:
        runs = "one run" if len(leaks) == 1 else f"{len(leaks):,} runs"
        notes.append(
            f"**Validation far above test:** in {runs} by more than {MOST_STANDARD_ERRORS:.0f} standard errors, which "
            f"is not chance, so {'it has' if len(leaks) == 1 else 'they have'} no place. Open such a run for the "
            "arithmetic and the likely causes."
        )
    if matching > len(shown):
        notes.append(f"The first {len(shown):,} of {matching:,} lines; filter to reach the others, CSV holds all.")
    if is_apart:
        notes.append("Places count among runs on the same images: accuracies on different images cannot be ranked.")
    if any(row.id in near for row in shown):
        notes.append(
            f"**{NEAR}** The lead of place 1 may be chance in the validation images, or in the seeds where both "
            "lines have several."
        )
    if any(row.seeds > 1 for row in shown):
        notes.append(
            "A line of several seeds stands for its mean, with the standard deviation (SD) over the seeds; press its "
            "name to see its runs, or tick it to train more seeds."
        )
    if all_columns and any(slides_percent(row.run) is not None and differs_from_slides(row.run) for row in shown):
        notes.append(
            f"\\{NOT_COMPARABLE} Fewer images or epochs than in the course, or stopped early: not the same experiment."
        )
    if active:
        runs = "1 run is" if active == 1 else f"{active} runs are"
        notes.append(f"{runs} training or waiting.")
    if notes:
        st.caption("  \n".join(notes))
    if not selection.selected():
        st.caption(HOW_TO_USE, unsafe_allow_html=True)


def _marks_among(rows: Sequence[Line]) -> dict[str, str]:
    """Every mark of these rows once, by its heading what it means."""
    return {mark.heading: mark.meaning for row in rows for mark in board_marks(row.run)}
