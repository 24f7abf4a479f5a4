"""What a term of the glossary is."""

from typing import NamedTuple


class Term(NamedTuple):
    """A term, other names for it, and what it means."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()


class Chapter(NamedTuple):
    """Terms that belong together."""

    title: str
    terms: tuple[Term, ...]
