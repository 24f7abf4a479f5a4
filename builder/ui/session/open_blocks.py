"""An identity for each block of the design, and where its fields are shown: in the sidebar, beside the picture, or
nowhere. They are never in two places at once.
"""

from typing import NamedTuple

import streamlit as st

BLOCK_IDS = "builder.block_ids"
OPEN_BLOCKS = "builder.open_blocks"
CHOSEN = "builder.chosen_part"


class Part(NamedTuple):
    """A part of the picture: a block by its section and identity, or another section, which has no identities."""

    section: str
    block_id: int | None = None


def block_ids(kind: str, count: int) -> tuple[int, ...]:
    """One identity for each of `count` blocks of a kind; it stays with its block when blocks are moved."""
    ids = st.session_state.setdefault(BLOCK_IDS, {}).get(kind, ())
    ids = ids[:count] + tuple(_new_ids(ids, count - len(ids)))
    st.session_state[BLOCK_IDS][kind] = ids
    return ids


def rearrange_block_ids(kind: str, count: int, order: list[int | None]) -> None:
    """Identities for blocks in a new order; for each its index before, or None for a new one."""
    before = block_ids(kind, count)
    new = iter(_new_ids(before, order.count(None)))
    st.session_state[BLOCK_IDS][kind] = tuple(next(new) if index is None else before[index] for index in order)


def is_open(kind: str, block_id: int) -> bool:
    """Whether the fields of that block are shown in the sidebar."""
    part = Part(kind, block_id)
    return part in st.session_state.get(OPEN_BLOCKS, ()) and part != chosen_part()


def open_or_close(kind: str, block_id: int) -> None:
    """Show the fields of that block in the sidebar, or hide them; from beside the picture they come back there."""
    part, opened = Part(kind, block_id), st.session_state.get(OPEN_BLOCKS, frozenset())
    if part == chosen_part():
        choose_part(None)
        st.session_state[OPEN_BLOCKS] = opened | {part}
    else:
        st.session_state[OPEN_BLOCKS] = frozenset({part} ^ opened)


def chosen_part() -> Part | None:
    """What was chosen in the picture, and has its fields beside it; None where nothing is."""
    chosen: Part | None = st.session_state.get(CHOSEN)
    return chosen


def choose_part(part: Part | None) -> None:
    """From now on this part's fields are shown beside the picture."""
    st.session_state[CHOSEN] = part


def _new_ids(taken: tuple[int, ...], count: int) -> range:
    start = max(taken, default=-1) + 1
    return range(start, start + count)
