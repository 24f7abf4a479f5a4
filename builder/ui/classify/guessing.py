"""Guess first: what a sample shows and what the network says of it is hidden until somebody asks for it."""

import streamlit as st

from builder.ui.classify.opened import name_of
from builder.ui.classify.picture import Picture

SWITCH = "classify.hide"
#: Of this session, since Streamlit forgets a switch that is not on the page for a moment: whether it is on, and the
#: picture whose answer is shown nevertheless.
HIDDEN, SHOWN = "builder.answers_hidden", "builder.answer_shown"
#: In the address, so that a reload and a shared link hide them, too.
IN_ADDRESS, HIDE = "answers", "hidden"


def hide_switch() -> None:
    """Hides the answers about samples, for a class that guesses first; the address says so."""
    if are_hidden():
        st.query_params[IN_ADDRESS] = HIDE
    else:
        st.query_params.pop(IN_ADDRESS, None)
    st.toggle(
        "Hide the answers",
        key=SWITCH,
        value=are_hidden(),
        on_change=_switch,
        help="What these images show and what the network says of them is hidden, so that you can guess first.",
    )


def are_hidden() -> bool:
    """Whether answers about samples are hidden: as the address said when the session began, and then by the switch."""
    return bool(st.session_state.setdefault(HIDDEN, st.query_params.get(IN_ADDRESS) == HIDE))


def is_hidden(picture: Picture) -> bool:
    """Whether that about this picture is: it is a sample, and nobody has asked for it."""
    return are_hidden() and picture.truth is not None and st.session_state.get(SHOWN) != name_of(picture)


def draw_guess(picture: Picture) -> None:
    """In place of the answer: the question, and the way to the answer."""
    with st.container(border=True):
        st.markdown("**Guess first.** What does the picture show, and what will the network say?")
        st.button(
            "Show the answer",
            icon=":material/visibility:",
            key="classify.show_answer",
            on_click=_show,
            args=(name_of(picture),),
        )


def _switch() -> None:
    st.session_state[HIDDEN] = st.session_state[SWITCH]
    st.session_state.pop(SHOWN, None)


def _show(name: str) -> None:
    st.session_state[SHOWN] = name
