"""What stands behind a field's question mark: its two sentences, and a link to the term that it is about."""

from builder.ui.explained.links import term_link
from builder.words import fields

HELP = {
    name: f"{sentences} {term_link(fields.TERMS[name])}" if name in fields.TERMS else sentences
    for name, sentences in fields.HELP.items()
}


def with_term(note: str, kind: str) -> str:
    """A note on a kind that a field offers, with a link to its term, if it has one."""
    term = fields.KIND_TERMS.get(kind)
    return note if term is None else f"{note} {term_link(term)}"


def stopping_help(monitor: str) -> str:
    """The same of early stopping on this monitor."""
    return f"{fields.stopping_help(monitor)} {term_link('Early stopping')}"
