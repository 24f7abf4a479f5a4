"""What stands behind a field's question mark: its two sentences, and a link to the term that it is about."""

from builder.ui.explained.links import term_link
from builder.words import fields
from builder.words.suiting import what_suits


def _with_term(name: str, more: str = "") -> str:
    told = fields.EXPLANATIONS[name] + more
    return f"{told} {term_link(fields.TERMS[name])}" if name in fields.TERMS else told


HELP = {name: _with_term(name) for name in fields.EXPLANATIONS}


def help_with(name: str, optimizer: str) -> str | None:
    """The help of a field that goes with the optimiser, and what suits the one that is chosen; None where the field has
    none."""
    return _with_term(name, what_suits(name, optimizer)) if name in HELP else None


def with_term(note: str, kind: str) -> str:
    """A note on a kind that a field offers, with a link to its term, if it has one."""
    term = fields.KIND_TERMS.get(kind)
    return note if term is None else f"{note} {term_link(term)}"


def stopping_help(monitor: str) -> str:
    """The same of early stopping on this monitor."""
    return f"{fields.stopping_help(monitor)} {term_link('Early stopping')}"
