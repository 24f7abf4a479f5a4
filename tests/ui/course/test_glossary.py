"""Which terms the glossary's field finds."""

import re

import pytest

from builder.ui.course.glossary import found
from builder.words.glossary import term_of
from builder.words.terms.term import Chapter, Term


def names(typed: str) -> list[str]:
    return [term.name for chapter in found(typed) for term in chapter.terms]


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("weights", "Weight"),
        ("Epochs", "Epoch"),
        ("batches", "Batch"),
        ("kernel", "Filter"),
        ("pts", "Point"),
        ("bfloat16", "Number format"),
        ("one view", "One view"),
        ("with mirror", "Mirror average"),
        ("matrix speed", "Matrix speed"),
        ("logit", "Logit scale"),
        ("smaller images", "Smaller images first"),
        ("epsilon", "Epsilon"),
        ("weight decay", "Weight decay"),
        ("none of these", "None of these"),
        ("crop", "Crop"),
    ],
)
def test_a_term_is_found_by_each_form_of_its_names(typed, term):
    assert term in names(typed)


#: Chapters that hold what is looked for, whatever the glossary comes to hold.
CHAPTERS = (
    Chapter("Rooms", (Term("Kitchen", "Where the stove stands."), Term("Larder", "A cool room.", ("pantry",)))),
    Chapter("Things", (Term("Stove", "It heats the kitchen."), Term("Stove pipe", "Takes the smoke out."))),
)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("stove", ["Stove", "Stove pipe"]),  # names come first, and before the kitchen's meaning
        ("Pantry", ["Larder"]),
        ("smoke", ["Stove pipe"]),
        ("rooms", ["Larder"]),  # one room, and not its chapter's title
        ("cellar", []),
        (" ", ["Kitchen", "Larder", "Stove", "Stove pipe"]),
    ],
)
def test_what_names_no_term_is_looked_for_in_their_meanings(typed, terms):
    assert [term.name for chapter in found(typed, CHAPTERS) for term in chapter.terms] == terms


@pytest.mark.parametrize(
    "name", ["Mirror average", "Matrix speed", "Logit scale", "Smaller images first", "Epsilon", "Weight decay", "Crop"]
)
def test_a_word_of_the_fast_recipes_is_explained_in_two_sentences(name):
    assert len(re.findall(r"[.](?=\s|$)", term_of(name).meaning)) >= 2


def test_weight_decay_is_no_other_name_of_the_l2_penalty():
    assert "weight decay" not in term_of("L2 penalty").also
