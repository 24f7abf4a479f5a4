"""The choice which part of an uploaded picture the network gets."""

import streamlit as st

CENTRE, WHOLE, BOX = "Centre", "Whole picture", "Box"
PART = "classify.part"

_HELP = (
    "Centre: the largest square in the middle. Whole picture: all of it, its edge continued where it is not square. "
    "Box: a part that you choose on the picture."
)


def chosen_part() -> str:
    """CENTRE, WHOLE or BOX."""
    return st.session_state.get(PART, CENTRE)


def choose_part(*, is_one: bool) -> None:
    """The choice; a box is offered where one picture is shown large."""
    offered = [CENTRE, WHOLE, BOX] if is_one else [CENTRE, WHOLE]
    if chosen_part() not in offered:
        st.session_state[PART] = CENTRE
    st.session_state.setdefault(PART, CENTRE)
    st.segmented_control("The network sees", offered, required=True, key=PART, help=_HELP)
