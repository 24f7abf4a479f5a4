"""Which terms of the glossary stand below a design's summary."""

import pytest

from builder.design.cost.summary import summarize
from builder.design.edit.fields import edited
from builder.presets import ALL_PRESETS, get
from builder.words.design_terms import design_terms
from builder.words.glossary import term_of


def terms(id: str) -> tuple[str, ...]:
    experiment = get(id).experiment
    return design_terms(experiment, summarize(experiment))


def test_what_is_switched_on_is_named_after_the_layers():
    assert terms("0") == ("Convolution", "Pooling", "Dense layer")
    sprint = terms("19")
    for name in ("Whitening", "Muon", "Learning rate schedule", "Label smoothing", "Crop", "Smaller images first"):
        assert name in sprint
    assert "Mirror average" in terms("21") and "Mirror average" not in sprint
    assert "Warm-up" not in sprint  # it has none
    sprint_rising = edited(get("19").experiment, ("training", "learning_rate", "warm_up"), 0.1)
    assert "Warm-up" in design_terms(sprint_rising, summarize(sprint_rising))


@pytest.mark.parametrize("id", ALL_PRESETS)
def test_each_is_a_term_of_the_glossary_and_comes_once(id):
    found = terms(id)
    assert len(set(found)) == len(found) and all(term_of(name) for name in found)
