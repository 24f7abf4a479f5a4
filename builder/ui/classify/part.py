"""The choice which part of an uploaded picture the network gets.

Of ink on paper it gets the writing, wherever that is, and so the centre and all of the picture are the same to it.
"""

import streamlit as st

CENTRE, WHOLE, BOX = "Centre", "Whole picture", "Box"
#: What either of the first two is called where they give the same.
WRITING = "The writing"
PART = "classify.part"

_BOX_HELP = "Box: a part that you choose on the picture."
_BOX_OF_ONE_HELP = "Open one of the pictures to choose a part of it with a box."
_WRITING_HELP = f"{WRITING}: what is written, wherever it is in the picture."
_HELP = "Centre: the largest square in the middle. Whole picture: all of it, its edge continued where it is not square."


def chosen_part() -> str:
    """CENTRE, WHOLE or BOX."""
    return st.session_state.get(PART, CENTRE)


def choose_part(*, is_one: bool, is_writing: bool) -> None:
    """The choice, where there is one; a box is offered where one picture is shown large."""
    # Not another value for the same: the picture would have to be read once more, and perhaps it is there no longer.
    same = WHOLE if chosen_part() == WHOLE else CENTRE
    offered = [same] if is_writing else [CENTRE, WHOLE]
    offered += [BOX] if is_one else []
    if chosen_part() not in offered:
        st.session_state[PART] = CENTRE
    st.session_state.setdefault(PART, CENTRE)
    if len(offered) > 1:
        st.segmented_control(
            "The network sees",
            offered,
            required=True,
            key=PART,
            help=f"{_WRITING_HELP if is_writing else _HELP} {_BOX_HELP if is_one else _BOX_OF_ONE_HELP}",
            format_func=lambda part: WRITING if is_writing and part == same else part,
        )
