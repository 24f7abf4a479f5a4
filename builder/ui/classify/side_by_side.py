"""The original beside what the network sees of it."""

import streamlit as st

from builder.pictures.part import Box
from builder.ui.classify.box import draw_box
from builder.ui.classify.picture import Picture, draw_seen


def draw_pictures(picture: Picture) -> None:
    """The original, with the box on it where there is one, beside what the network gets."""
    with st.grid(2, min_column_width=120, key="classify_pictures"):
        with st.container():
            if isinstance(picture.part, Box):
                draw_box(picture)
            else:
                st.image(picture.shown, width="stretch", alt="Your picture")
            st.caption(picture.said)
        draw_what_it_sees(picture)


def draw_what_it_sees(picture: Picture) -> None:
    """What the network gets of it, and which part of it that is."""
    with st.container(key="network_sees"):
        height, width, _ = picture.pixels.shape
        draw_seen(picture)
        st.caption(f"What the network sees: {_what(picture)}{width} × {height}")


def _what(picture: Picture) -> str:
    if picture.is_cut:
        return "the writing in the box, " if isinstance(picture.part, Box) else "the writing, "
    if isinstance(picture.part, Box):
        return "the box, "
    return {"centre": "the centre, ", "whole": "all of it, ", None: ""}[picture.part]
