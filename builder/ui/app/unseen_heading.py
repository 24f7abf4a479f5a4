"""Headings for who jumps from one to the next with a screen reader; on the page a card's look says where it begins."""

import streamlit as st


def unseen_heading(title: str) -> None:
    """A section's heading, below the page's own, which nobody sees."""
    with st.container(key=f"heading_{title.lower().replace(' ', '_')}"):
        st.header(title, anchor=False)
