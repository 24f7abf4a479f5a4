"""An identity for each block of the design, and which blocks show their fields."""

import streamlit as st

BLOCK_IDS = "builder.block_ids"
OPEN_BLOCKS = "builder.open_blocks"


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
    """Whether the fields of that block are shown."""
    return (kind, block_id) in st.session_state.get(OPEN_BLOCKS, ())


def open_or_close(kind: str, block_id: int) -> None:
    """Show the fields of that block, or hide them."""
    st.session_state[OPEN_BLOCKS] = frozenset({(kind, block_id)} ^ st.session_state.get(OPEN_BLOCKS, frozenset()))


def _new_ids(taken: tuple[int, ...], count: int) -> range:
    start = max(taken, default=-1) + 1
    return range(start, start + count)
