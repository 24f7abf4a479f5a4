"""The one way into the glossary: a link to a term's entry, for Markdown.

A browser opens it beside the page, which so stays as it is: nobody loses their place or their design. What it leads to
is an address with one part, and from every page "./" is Build.
"""

from collections.abc import Iterable

from builder.words.glossary import anchor_of, term_of


def term_link(name: str, words: str | None = None) -> str:
    """A link to the entry of that term, under its own name or other `words`; KeyError for a term that is none."""
    term = term_of(name)
    return f"[{words or term.name}](./glossary?term={anchor_of(term)})"


def terms_line(names: Iterable[str]) -> str:
    """Links to several entries, for a caption; a term that comes twice stands there once."""
    return f"Glossary: {' · '.join(term_link(name) for name in dict.fromkeys(names))}"
