"""The one way into the glossary: a link to a term's entry, for Markdown and for HTML.

A browser opens it beside the page, which so stays as it is: nobody loses their place or their design. What it leads to
is an address with one part, and from every page "./" is Build.
"""

from collections.abc import Iterable

from builder.ui.app.text import escaped
from builder.words.glossary import anchor_of, term_of


def term_link(name: str, words: str | None = None) -> str:
    """A link to the entry of that term, under its own name or other `words`; KeyError for a term that is none."""
    return f"[{words or term_of(name).name}]({_address(name)})"


def term_html(name: str, words: str | None = None) -> str:
    """The same as HTML, for a card: a pointer that rests on it reads the meaning."""
    term = term_of(name)
    meaning = escaped(term.meaning)
    return f'<a class="term" href="{_address(name)}" target="_blank" title="{meaning}">{escaped(words or name)}</a>'


def terms_line(names: Iterable[str]) -> str:
    """Links to several entries, for a caption; a term that comes twice stands there once."""
    return f"Glossary: {' · '.join(term_link(name) for name in dict.fromkeys(names))}"


def _address(name: str) -> str:
    return f"./glossary?term={anchor_of(term_of(name))}"
