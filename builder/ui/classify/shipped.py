"""The network that comes with the app, on Classify: whose it is, its card, and the invitation to train one's own."""

import streamlit as st

from builder.datasets.sources import CIFAR10
from builder.datasets.table import is_available
from builder.shipped.network import Shipped, ShippedError, shipped_network
from builder.shipped.told_card import figures, in_short, to_repeat
from builder.shipped.words import called, whose
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.explained.links import term_link
from builder.ui.session import history
from builder.words.numbers import NO_BREAK


def shipped_or_why_not() -> tuple[Shipped | None, str | None]:
    """The network, or why it cannot be used, a sentence; neither where the app came without one."""
    try:
        return shipped_network(store.settings()), None
    except ShippedError as error:
        return None, str(error)


def draw_whose(shipped: Shipped) -> None:
    """Whose network it is, what it names and how well."""
    course = '<a href="./course" target="_self">Course</a>'  # not in a tab of its own, as Markdown's links
    told = f"{_unbroken(whose(shipped))} {plain(called(shipped))}: see {course}."
    st.markdown(told, unsafe_allow_html=True)


def invite() -> None:
    """The way to a network of one's own, and where it leads."""
    if st.button("Train your own", icon=":material/construction:", key="classify.start"):
        st.switch_page("pages/build.py")
    st.caption(f"{_where_it_leads()} No network here can be taught classes of your own.")


def _where_it_leads() -> str:
    if history.has_experiment():
        return "Opens Build with the design that you have there."
    photographs = "Photographs can be chosen there, too."
    if not is_available(CIFAR10, store.settings()):
        photographs = "Photographs need CIFAR-10: Build says how to get it."
    return f"Opens Build with handwritten digits: seconds to train, and you can draw one here then. {photographs}"


def draw_card(shipped: Shipped) -> None:
    """What is known of it, and how to measure it again: below everything that somebody came for."""
    with st.expander("What is known of this network", icon=":material/description:"):
        st.markdown(_unbroken(in_short(shipped)))
        rows = [f"| {plain(one.what)} | {_unbroken(one.value)} |" for one in figures(shipped)]
        st.markdown("\n".join(["| Measured | Figure |", "| --- | --- |", *rows]))
        terms = (term_link(name) for name in ("Calibration error", "Temperature", "95 % interval"))
        st.caption(f"“Likely between” is the 95 % interval. Glossary: {' · '.join(terms)}")
    with st.expander("How it was made and measured", icon=":material/replay:"):
        for paragraph in to_repeat(shipped):
            st.markdown(f"**{plain(paragraph.heading)}.** {_unbroken(paragraph.text)}")
        st.markdown("**The commands**, with CIFAR-10 here and in a copy of the app's repository:")
        st.code("\n".join(shipped.card.made.commands), language="bash", wrap_lines=True)


def _unbroken(text: str) -> str:
    """As `plain`, with each number and its percent sign on one line."""
    return NO_BREAK.join(plain(part) for part in text.split(NO_BREAK))
