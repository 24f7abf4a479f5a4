"""Which line is open beside the table.

The address says it, so that a reload, the way back, and whoever gets the link, open it again.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from builder.store.board.boards import Board, Group
from builder.store.board.lines import SEEDS_OF, Line, single

#: The parameter of the address, and how it begins where it names a line of several runs.
RUN, SEEDS = "run", "seeds-"
#: How often one was opened by a press: the browser leads to it each time.
TIMES_OPENED = "builder.leaderboard_times_opened"


def opened() -> str | None:
    """The id of the line; None where none is open."""
    named: str | None = st.query_params.get(RUN)
    if named is None or not named.startswith(SEEDS):
        return named
    return f"{SEEDS_OF}{named.removeprefix(SEEDS)}"


def open_beside(line_id: str) -> None:
    """Show that line beside the table, and lead to it."""
    show_beside(line_id)
    st.session_state[TIMES_OPENED] = times_opened() + 1


def show_beside(line_id: str) -> None:
    """Show that line beside the table, wherever the visitor looks."""
    is_of_seeds = line_id.startswith(SEEDS_OF)
    st.query_params[RUN] = f"{SEEDS}{line_id.removeprefix(SEEDS_OF)}" if is_of_seeds else line_id


def close() -> None:
    """Show the table alone."""
    st.query_params.pop(RUN, None)


def close_if_of(run_ids: Iterable[str]) -> None:
    """Show the table alone if one of these runs, which are gone, was open."""
    if _run_of(opened() or "") in run_ids:
        close()


def times_opened() -> int:
    """How often this session opened a line."""
    return st.session_state.get(TIMES_OPENED, 0)


def found(lines: Sequence[Line]) -> Line | None:
    """The open line among these or, as a line of its own, among their runs; None where none is open or it is not there.

    A line of seeds whose runs stand by themselves is found as its first run.
    """
    id = opened()
    if id is None:
        return None
    if (line := next((line for line in lines if line.id == id), None)) is not None:
        return line
    members = (member for line in lines for member in line.members)
    return next((single(member)._replace(is_inside=True) for member in members if member.run.id == _run_of(id)), None)


def place_of_opened(boards: Sequence[Board]) -> tuple[Board, Group] | None:
    """Where the open line stands; None where none is open or it stands nowhere."""
    if opened() is None:
        return None
    places = ((board, group) for board in boards for group in board.groups)
    return next((place for place in places if found(place[1].lines) is not None), None)


def _run_of(line_id: str) -> str:
    return line_id.removeprefix(SEEDS_OF)
