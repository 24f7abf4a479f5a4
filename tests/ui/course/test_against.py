"""Where what was measured of a project goes against its sentence, its card says so."""

from types import SimpleNamespace

from builder.course.path import step_of
from builder.ui.course.card import against_its_sentence


def test_a_card_says_where_what_was_measured_goes_against_its_sentence_and_of_how_many_seeds():
    def found(accuracy: float, seeds: int = 1, budget: str | None = None) -> SimpleNamespace:
        return SimpleNamespace(test_accuracy=accuracy, seeds=seeds, budget=budget)

    step = step_of("16")
    told = against_its_sentence(step, found(0.8191), found(0.8470, seeds=3))
    assert told.startswith("Measured by us: 2.8 points less than project 15") and "with one seed" in told
    assert "mean of 3 seeds" in against_its_sentence(step, found(0.8191, seeds=3), found(0.847, seeds=5))
    assert not against_its_sentence(step, found(0.87), found(0.847)), "it agrees"
    assert not against_its_sentence(step, found(0.81, budget="short"), found(0.847))
    assert not against_its_sentence(step_of("15b"), found(0.81), found(0.847)), "it promises nothing"
