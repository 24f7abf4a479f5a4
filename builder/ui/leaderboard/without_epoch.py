"""The runs that ended before their first epoch was complete: there is nothing to rank, so they are folded away."""

from collections.abc import Sequence

import streamlit as st

from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.leaderboard.dialogs import ask
from builder.ui.leaderboard.rows import images_label
from builder.ui.leaderboard.ways import open_in_build
from builder.words.counts import noun
from builder.words.reasons import said
from builder.words.sentences import full_stop

#: More are counted only: a class that tries things leaves many.
MOST_LISTED = 20


def draw_without_epoch(runs: Sequence[Run], owner: str) -> None:
    """Under the table, the newest first: how each ended, its design to open, and a way to delete one's own."""
    if not runs:
        return
    count = len(runs)
    told = f"{count:,} {noun(count, 'run')} without a complete epoch"
    fold = st.expander(told, icon=":material/inventory_2:", key="leaderboard.empty", on_change="rerun")
    if not fold.open:
        return
    newest = sorted(runs, key=lambda run: -run.submitted_at)
    with fold:
        for run in newest[:MOST_LISTED]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_described(run), width="stretch")
                if st.button("Open in Build", key=f"leaderboard.build.{run.id}", icon=":material/construction:"):
                    open_in_build(run.id)
        if count > MOST_LISTED:
            st.caption(f"The newest {MOST_LISTED} of {count:,}; the CSV holds all.")
        own = [run.id for run in newest if run.owner == owner]
        if own:
            st.button(
                f"Delete mine ({len(own):,})",
                key="leaderboard.delete_empty",
                icon=":material/delete:",
                on_click=ask,
                args=("delete", own),
            )


def _described(run: Run) -> str:
    """The run, its images, who trained it, and how it ended."""
    reason = run.error or run.end_reason
    about = " · ".join([f"**{plain(run.name)}**", plain(images_label(run)), plain(run.nickname), run.state])
    return about if reason is None else f"{about}  \n{plain(full_stop(said(reason)))}"
