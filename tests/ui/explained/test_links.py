"""Links into the glossary lead to entries that exist."""

import re

import pytest

from builder.ui.course.glossary import glossary_html
from builder.ui.explained.help import HELP, stopping_help
from builder.ui.explained.links import term_link, terms_line
from builder.words import fields
from builder.words.glossary import GLOSSARY

ENTRIES = set(re.findall(r'<div id="([^"]+)"', glossary_html(GLOSSARY)))


def linked(text: str) -> list[str]:
    return re.findall(r"\(\./glossary\?term=([^)]*)\)", text)


def test_every_term_has_an_entry_of_its_own():
    assert len(ENTRIES) == sum(len(chapter.terms) for chapter in GLOSSARY)


def test_a_link_leads_to_the_entry_of_its_term():
    assert term_link("Batch normalisation") == "[Batch normalisation](./glossary?term=batch-normalisation)"
    assert term_link("F1", "the score") == "[the score](./glossary?term=f1)"
    with pytest.raises(KeyError):
        term_link("Flux capacitor")


def test_a_line_of_terms_names_each_once():
    assert linked(terms_line(["Recall", "F1", "Recall"])) == ["recall", "f1"]


def test_the_help_of_a_field_leads_to_its_term():
    assert fields.TERMS.keys() <= fields.HELP.keys() == HELP.keys()
    for name, text in HELP.items():
        assert text.startswith(fields.HELP[name]) and set(linked(text)) <= ENTRIES
        assert len(linked(text)) == (name in fields.TERMS)
    assert linked(stopping_help("validation loss")) == ["early-stopping"]
