"""Which terms the glossary's field finds."""

import pytest

from builder.ui.course.glossary import found


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
    ],
)
def test_a_term_is_found_by_each_form_of_its_names(typed, term):
    assert term in names(typed)


def test_what_names_no_term_is_looked_for_in_their_meanings():
    assert names("bias") == ["Parameters"]
    assert "Loss" in names("mistakes")
    found = names("weight")
    assert found == ["Weight", "AdamW", "Weight averaging", "L2 penalty"], "names come first, and before meanings"
    assert names("flux capacitor") == []
