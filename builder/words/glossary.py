"""The terms of the course, each in a sentence or two, in the order in which one meets them."""

import re

from builder.words.terms.judging import JUDGING
from builder.words.terms.network import NETWORK
from builder.words.terms.pictures import PICTURES
from builder.words.terms.term import Term
from builder.words.terms.training import TRAINING

GLOSSARY = (PICTURES, NETWORK, TRAINING, JUDGING)

_TERMS = {term.name: term for chapter in GLOSSARY for term in chapter.terms}


def term_of(name: str) -> Term:
    """The term with this name; raises KeyError for a word that is none."""
    return _TERMS[name]


def anchor_of(term: Term) -> str:
    """The word by which an address names the term: "batch-normalisation"."""
    return "-".join(re.findall("[a-z0-9]+", term.name.lower()))
