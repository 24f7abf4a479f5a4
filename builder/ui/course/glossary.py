"""The glossary: the course's terms in plain sentences, and a field that finds one."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from builder.ui.app.frame import frame
from builder.ui.app.text import escaped, plain
from builder.words.glossary import GLOSSARY, Chapter, Term

STYLE = Path(__file__).with_name("glossary.css")


def glossary_page() -> None:
    """All terms, or those that hold what was typed."""
    frame("Glossary")
    st.html(STYLE)
    st.title("Glossary", anchor=False)
    wanted = st.text_input(
        "Find a term", key="glossary.find", placeholder="such as filter, epoch, overfitting", icon=":material/search:"
    )
    chapters = found(wanted)
    if not chapters:
        st.info(f"No term here has “{plain(wanted)}” in it. Try a shorter word.", icon=":material/search_off:")
    st.markdown(glossary_html(chapters), unsafe_allow_html=True)


def found(wanted: str) -> tuple[Chapter, ...]:
    """The chapters with those of their terms that have `wanted` in their names; all of them where it is blank."""
    word = wanted.strip().lower()
    chapters = (
        Chapter(chapter.title, tuple(term for term in chapter.terms if _is_meant(term, word))) for chapter in GLOSSARY
    )
    return tuple(chapter for chapter in chapters if chapter.terms)


def glossary_html(chapters: Sequence[Chapter]) -> str:
    """Each chapter with its terms as cards."""
    sections = ""
    for chapter in chapters:
        cards = "".join(_card(term) for term in chapter.terms)
        sections += f'<section class="glossary"><h2>{escaped(chapter.title)}</h2><dl>{cards}</dl></section>'
    return sections


def _card(term: Term) -> str:
    also = f" <span>also {escaped(', '.join(term.also))}</span>" if term.also else ""
    return f"<div><dt>{escaped(term.name)}{also}</dt><dd>{escaped(term.meaning)}</dd></div>"


def _is_meant(term: Term, word: str) -> bool:
    return any(word in name.lower() for name in (term.name, *term.also))
