""" "How does this work?": beside the fields of a block or a training, a term at a time with its picture."""

from collections.abc import Sequence

import streamlit as st

from builder.ui.app.trouble import ticking
from builder.ui.explained.lessons import STYLE, Topic, picture_html
from builder.ui.explained.links import term_link


def how_it_works(topics: Sequence[Topic], key: str) -> None:
    """Closed at first, and then nothing of it is drawn. Opening it or choosing a term redraws it alone."""
    ticking(_how, None)(topics, key)


def _how(topics: Sequence[Topic], key: str) -> None:
    opened = st.popover(
        "How does this work?", key=f"how.{key}", icon=":material/lightbulb:", type="tertiary", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        # With something to show, or Streamlit would put it where the page's own styles are, in place of one of them.
        st.html(f'<span class="how-it-works" hidden></span><style>{STYLE.read_text(encoding="utf-8")}</style>')
        by_term = {topic.term: topic for topic in topics}
        chosen = st.pills(
            "Term",
            [*by_term],
            default=topics[0].term,
            required=True,
            key=f"how.{key}.term",
            label_visibility="collapsed",
        )
        # What opens over a page stands outside of it, where no element says which colours are the theme's.
        scheme = "dark" if st.context.theme.type == "dark" else "light"
        st.markdown(f'<div style="color-scheme: {scheme}">{picture_html(chosen)}</div>', unsafe_allow_html=True)
        st.caption(f"{by_term[chosen].sentences} {term_link(chosen, 'In the glossary')}")
