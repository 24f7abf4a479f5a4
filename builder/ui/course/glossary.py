"""The glossary: the course's terms in plain sentences, and a field that finds one."""

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from builder.ui.app.frame import frame
from builder.ui.app.page_top import begin_at
from builder.ui.app.text import escaped, plain
from builder.ui.explained import lessons
from builder.words.glossary import GLOSSARY, anchor_of
from builder.words.terms.term import Chapter, Term

STYLE = Path(__file__).with_name("glossary.css")


def glossary_page() -> None:
    """All terms, or those that hold what was typed. An address may name a term, and the page begins with it."""
    frame("Glossary")
    st.html(STYLE)
    st.html(lessons.STYLE)
    st.title("Glossary", anchor=False)
    wanted = st.text_input(
        "Find a term", key="glossary.find", placeholder="such as filter, epoch, overfitting", icon=":material/search:"
    )
    chapters = found(wanted)
    if not chapters:
        st.info(f"No term here has “{plain(wanted)}” in it. Try a shorter word.", icon=":material/search_off:")
    named = st.query_params.get("term", "")
    st.markdown(glossary_html(chapters, named), unsafe_allow_html=True)
    if any(anchor_of(term) == named for chapter in GLOSSARY for term in chapter.terms):
        begin_at(f"glossary.{named}", f"term-{named}")


def found(wanted: str, chapters: Sequence[Chapter] = GLOSSARY) -> tuple[Chapter, ...]:
    """Those of `chapters` with their terms that have `wanted` in their names, in one of its forms; where no name has,
    with those that have it in their meanings. All of them where it is blank.
    """
    words = _forms(wanted.strip().lower())
    by_name = _those(
        chapters, lambda term: any(word in name.lower() for word in words for name in (term.name, *term.also))
    )
    return by_name or _those(chapters, lambda term: any(word in term.meaning.lower() for word in words))


def glossary_html(chapters: Sequence[Chapter], named: str = "") -> str:
    """Each chapter with its terms as cards; the one that is `named` by its anchor stands out."""
    sections = ""
    for chapter in chapters:
        cards = "".join(_card(term, named) for term in chapter.terms)
        sections += f'<section class="glossary"><h2>{escaped(chapter.title)}</h2><dl>{cards}</dl></section>'
    return sections


def _card(term: Term, named: str) -> str:
    also = f" <span>also {escaped(', '.join(term.also))}</span>" if term.also else ""
    anchor = anchor_of(term)
    name = f"st-key-term-{anchor}{' named' if anchor == named else ''}"
    return (
        f'<div id="{anchor}" class="{name}"><dt>{escaped(term.name)}{also}</dt><dd>{escaped(term.meaning)}'
        f"{lessons.picture_html(term.name)}</dd></div>"
    )


def _forms(word: str) -> tuple[str, ...]:
    """The word, and what may be its singular: "batches" is "batch" or, wrongly, "batche"; of short ones nothing."""
    singulars = [word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending)]
    return (word, *(one for one in singulars if len(one) > 2))


def _those(chapters: Sequence[Chapter], is_meant: Callable[[Term], bool]) -> tuple[Chapter, ...]:
    those = (Chapter(chapter.title, tuple(filter(is_meant, chapter.terms))) for chapter in chapters)
    return tuple(chapter for chapter in those if chapter.terms)
