"""Links into the glossary lead to entries that exist."""

import re
from pathlib import Path

import pytest

import builder
from builder import presets
from builder.design.cost.summary import summarize
from builder.ui.course.glossary import glossary_html
from builder.ui.explained.help import HELP, stopping_help, with_term
from builder.ui.explained.links import term_link, terms_line
from builder.ui.leaderboard.group import COLUMN_TERMS
from builder.ui.run_page.inside.places import METHODS
from builder.words import coach, fields, layers
from builder.words.glossary import GLOSSARY

BUILDER = Path(builder.__file__).parent
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
    assert fields.TERMS.keys() <= fields.EXPLANATIONS.keys() == HELP.keys()
    for name, text in HELP.items():
        assert text.startswith(fields.EXPLANATIONS[name]) and set(linked(text)) <= ENTRIES
        assert len(linked(text)) == (name in fields.TERMS)
    assert linked(stopping_help("validation loss")) == ["early-stopping"]


@pytest.mark.parametrize(
    "name",
    ["nesterov", "warm_up", "schedule", "label_smoothing", "averaging", "gradient_clipping", "cutout", "activation",
     "residual", "convolution", "to_vector", "whitening", "kernel_initializer", "weight_decay"],
)  # fmt: skip
def test_a_choice_of_the_fast_recipes_has_a_term(name):
    assert linked(HELP[name])


def test_the_note_on_a_kind_that_is_chosen_leads_to_its_term():
    kinds = (*fields.OPTIMIZER_NOTES, *fields.SCHEDULE_NOTES)
    assert fields.KIND_TERMS.keys() <= set(kinds)
    assert [linked(with_term("Note.", kind)) for kind in ("adamw", "muon", "cosine", "linear", "steps")] == [
        ["adamw"], ["muon"], ["cosine-schedule"], ["warm-up"], [],
    ]  # fmt: skip


def test_the_layers_the_coach_the_columns_and_the_methods_have_their_terms():
    for names in (layers.TERMS.values(), coach.TERMS.values(), COLUMN_TERMS, METHODS):
        assert set(linked(terms_line(names))) <= ENTRIES


def test_pages_link_to_entries_by_the_one_function_alone():
    """No address of the glossary is written by hand."""
    by_hand = [path.name for path in BUILDER.rglob("*.py") if "glossary?term" in path.read_text(encoding="utf-8")]
    assert by_hand == ["links.py"]


def test_the_summary_names_the_terms_of_its_layers():
    assert layers.layer_terms(summarize(presets.get("0").experiment)) == ("Convolution", "Pooling", "Dense layer")
