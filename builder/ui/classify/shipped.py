"""The network that comes with the app, on Classify: whose it is, its card, and the invitation to train one's own."""

import streamlit as st

from builder.shipped.network import Shipped, ShippedError, shipped_network
from builder.shipped.words import card_paragraphs, whose
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.words.numbers import NO_BREAK


def shipped_or_why_not() -> tuple[Shipped | None, str | None]:
    """The network, or why it cannot be used, a sentence; neither where the app came without one."""
    try:
        return shipped_network(store.settings()), None
    except ShippedError as error:
        return None, str(error)


def draw_whose(shipped: Shipped, *, invites: bool) -> None:
    """Whose network it is, its card, and, where `invites`, the way to a network of one's own."""
    invitation = " Train your own and compare." if invites else ""
    st.markdown(f"{_unbroken(whose(shipped.card))}{invitation}")
    if invites and st.button("Train your own", icon=":material/construction:", key="classify.start"):
        st.switch_page("pages/build.py")
    with st.expander("What is known of this network", icon=":material/description:"):
        for paragraph in card_paragraphs(shipped):
            st.markdown(f"**{plain(paragraph.heading)}.** {_unbroken(paragraph.text)}")
        st.markdown("**To do all of it again**, with CIFAR-10 here and in a copy of the app's repository:")
        st.code("\n".join(shipped.card.made.commands), language="bash", wrap_lines=True)


def _unbroken(text: str) -> str:
    """As `plain`, with each number and its percent sign on one line."""
    return NO_BREAK.join(plain(part) for part in text.split(NO_BREAK))
