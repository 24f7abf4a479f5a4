"""What the builder's fields and the course's terms mean."""

import re
from collections import Counter

from builder.words.durations import about, duration_range
from builder.words.fields import EXPLANATIONS, stopping_help
from builder.words.glossary import GLOSSARY


def test_every_field_is_explained_in_two_sentences():
    for text in [*EXPLANATIONS.values(), stopping_help("validation loss")]:
        assert len(re.findall(r"[.](?=\s|$)", text)) == 2, text


def test_every_term_has_one_meaning_and_there_are_at_least_25():
    terms = [term for chapter in GLOSSARY for term in chapter.terms]
    names = Counter(name.lower() for term in terms for name in (term.name, *term.also))
    assert [name for name, times in names.items() if times > 1] == []
    assert len(terms) >= 25
    assert all(term.meaning.endswith(".") for term in terms)


def test_a_time_that_is_not_known_exactly_is_rounded_outwards():
    assert duration_range(8.4, 14.2) == "8 to 15 s"
    assert duration_range(41, 110) == "40 s to 2 min"
    assert duration_range(125, 290) == "2 to 5 min"
    assert duration_range(2_000, 4_900) == "30 to 85 min"
    assert duration_range(4_000, 12_000) == "65 min to 4 h"
    assert duration_range(9.2, 10.4) == "9 to 11 s"
    assert about(37) == "about 35 s" and about(8.4) == "about 8 s" and about(200) == "about 3 min"
    assert duration_range(0.2, 0.4) == "1 s"
