"""Which board is shown, as tabs, and on which images, as a choice where a board has runs on several sets of them.

The address says both, so a reload, and whoever is sent a link, sees the same; without it the session does, and at first
it is where the visitor's newest run stands. Not `bind="query-params"`, for the reason given in `run_page/open_section`.
"""

from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import title_of
from builder.store.board.boards import Board, Group
from builder.store.board.lines import Line
from builder.store.board.validation_set import ValidationSet
from builder.ui.leaderboard import opened_run
from builder.ui.leaderboard.rows import images_words
from builder.words.counts import count

#: The parameters of the address.
BOARD, IMAGES = "board", "images"
ON_NO_BOARD = (
    "The run that this address names is on no board: it was deleted, or it ended before its first epoch was complete."
)
TABS, CHOICE = "leaderboard.tabs", "leaderboard.images"
#: The words of the address that were chosen last in this session.
CHOSEN_BOARD, CHOSEN_IMAGES = "builder.leaderboard_board", "builder.leaderboard_images"


def draw_boards(boards: Sequence[Board], owner: str) -> Group:
    """The tabs, and the lines that are shown of the open one; `boards` is not empty.

    A run that is open beside the table decides it; what no board has is said to be on none.
    """
    place = opened_run.place_of_opened(boards)
    if place is not None:
        st.session_state[CHOSEN_BOARD] = in_address(place[0])
        st.session_state[CHOSEN_IMAGES] = images_in_address(place[1].images)
    board = _draw_tabs(boards, place and place[0], owner)
    if place is None and opened_run.opened() is not None:
        st.info(ON_NO_BOARD, icon=":material/info:")
    return board.groups[0] if len(board.groups) == 1 else _draw_choice(board, place and place[1], owner)


def title_of_board(board: Board) -> str:
    """ "CIFAR-10 · quick"."""
    return f"{title_of(board.dataset)} · {'quick' if board.is_quick else 'full'}"


def in_address(board: Board) -> str:
    """What the address calls it: "cifar10-quick"."""
    return f"{board.dataset}-{'quick' if board.is_quick else 'full'}"


def images_in_address(images: ValidationSet) -> str:
    """What the address calls the images of a group: "4000", "all-split7", "all-first512"."""
    split = f"-split{images.split_seed}" if images.split_seed else ""
    first = "" if images.first is None else f"-first{images.first}"
    return f"{images.limit or 'all'}{split}{first}"


def _draw_tabs(boards: Sequence[Board], with_opened: Board | None, owner: str) -> Board:
    by_title = {title_of_board(board): board for board in boards}
    asked = _asked(BOARD, CHOSEN_BOARD)
    chosen = with_opened or next((board for board in boards if in_address(board) == asked), None)
    if chosen is None:
        chosen = boards[_with_newest([board.lines for board in boards], owner)]
    st.session_state[TABS] = title_of_board(chosen)
    st.tabs(list(by_title), key=TABS, on_change=lambda: _take_tab(by_title))
    return chosen


def _take_tab(by_title: dict[str, Board]) -> None:
    st.session_state.pop(CHOSEN_IMAGES, None)
    st.query_params.from_dict({BOARD: in_address(by_title[st.session_state[TABS]])})


def _draw_choice(board: Board, with_opened: Group | None, owner: str) -> Group:
    by_images = {images_in_address(group.images): group for group in board.groups}
    asked = _asked(IMAGES, CHOSEN_IMAGES)
    asked = asked if with_opened is None else images_in_address(with_opened.images)
    default = board.groups[_with_newest([group.lines for group in board.groups], owner)]
    key = f"{CHOICE}.{in_address(board)}"
    st.session_state[key] = asked if asked in by_images else images_in_address(default.images)
    chosen = st.selectbox(
        "Images",
        list(by_images),
        format_func=lambda name: _described(by_images[name]),
        key=key,
        on_change=lambda: _take_images(board, key),
        label_visibility="collapsed",
        width=300,
    )
    return by_images[chosen]


def _take_images(board: Board, key: str) -> None:
    st.query_params.from_dict({BOARD: in_address(board), IMAGES: st.session_state[key]})


def _described(group: Group) -> str:
    runs = sum(len(line.members) for line in group.lines)
    return f"{images_words(group.images)} · {count(runs, 'run')}"


def _asked(parameter: str, kept: str) -> str | None:
    """What the address says, else what was chosen last; it is kept from now on."""
    asked: str | None = st.query_params.get(parameter, st.session_state.get(kept))
    st.session_state[kept] = asked
    return asked


def _with_newest(parts: Sequence[Sequence[Line]], owner: str) -> int:
    """The part in which the owner's newest run stands; where they have none, the one with the most lines."""
    own = [
        (run.submitted_at, number)
        for number, lines in enumerate(parts)
        for line in lines
        for run in line.runs
        if run.owner == owner
    ]
    return max(own)[1] if own else max(range(len(parts)), key=lambda number: len(parts[number]))
