"""What can be done with the lines that are ticked: they are compared, or deleted together."""

from collections.abc import Mapping, Sequence

import streamlit as st

from builder.course.equal_names import labels_of
from builder.statistics.leak import Leak
from builder.store.board.lines import Line
from builder.store.board.marks import meanings
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.leaderboard.dialogs import ask
from builder.ui.leaderboard.ways import why_not_delete
from builder.ui.session import compared_runs
from builder.words.counts import count

#: As many runs as the Compare page has letters for.
MOST_COMPARED = 10
#: So many names are written out.
MOST_NAMED = 4


def draw_actions(
    lines: Sequence[Line], called: Sequence[str], selected: Sequence[Run], owner: str, leaks: Mapping[str, Leak]
) -> None:
    """A row of buttons for the ticked lines, by the names that they are `called`, and their runs; and for several, what
    to know about them. What is done with one alone stands in its panel."""
    with st.container(horizontal=True, vertical_alignment="center", key="leaderboard_actions"):
        st.markdown(ticked_text(called), width="content")
        compared = to_compare(lines, selected)
        if _button("Compare", ":material/compare:", why_not_compare(compared)):
            # Of two the older one is A: what differs then says what was changed since.
            ordered = sorted(compared, key=lambda run: run.submitted_at) if len(compared) == 2 else compared
            compared_runs.compare(run.id for run in ordered)
        if len(lines) > 1 and _button(
            f"Delete {count(len(selected), 'run')}", ":material/delete:", why_not_delete(selected, owner)
        ):
            ask("delete", [run.id for run in selected])
    if len(lines) < 2:
        return
    marked = [run for run in selected if meanings(run, leaks.get(run.id))]
    for run, label in zip(marked, labels_of(marked), strict=True):
        st.markdown(f":material/warning: **{plain(label)}.** {plain(' '.join(meanings(run, leaks.get(run.id))))}")
    if any(run.owner != owner for run in selected):
        # Phones show no tooltips, so the most common reason is also written out.
        st.caption("Delete is for whoever trained a run.")


def ticked_text(called: Sequence[str]) -> str:
    """Which lines are ticked, as Markdown: "**2 ticked:** Wide · Deep"."""
    named = [plain(name) for name in called[:MOST_NAMED]]
    more = [f"and {len(called) - MOST_NAMED:,} more"] if len(called) > MOST_NAMED else []
    return f"**{len(called):,} ticked:** {' · '.join([*named, *more])}"


def _button(label: str, icon: str, why_not: str | None) -> bool:
    key = label.partition(" ")[0]
    return st.button(label, icon=icon, key=f"leaderboard.{key}", disabled=why_not is not None, help=why_not)


def to_compare(lines: Sequence[Line], selected: Sequence[Run]) -> Sequence[Run]:
    """The runs that the Compare page is to show: of several lines with too many runs one each; it finds their seeds."""
    return selected if len(selected) <= MOST_COMPARED or len(lines) == 1 else [line.run for line in lines]


def why_not_compare(selected: Sequence[Run]) -> str | None:
    return None if 2 <= len(selected) <= MOST_COMPARED else f"Tick two to {MOST_COMPARED} runs."
