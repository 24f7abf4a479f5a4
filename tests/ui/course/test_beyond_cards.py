"""What the cards of the presets beyond the slides say, without a browser."""

import re

import pytest

from builder.course import beyond
from builder.course.path import measured
from builder.course.results import Looked, Reproduction, Views, read_results
from builder.presets import BEYOND, get
from builder.settings import load_settings
from builder.shipped.card import Counted
from builder.shipped.network import shipped_network
from builder.ui.course.beyond import TERMS, Here, beyond_html
from builder.words.durations import duration
from builder.words.glossary import anchor_of, term_of
from tests.course_results import made_result


def result(id: str, seed: int, accuracy: float) -> Reproduction:
    """Of both views, the one with the mirror half a point above the other."""
    looked = Looked(validation=accuracy, test=accuracy)
    mirrored = Looked(validation=accuracy, test=accuracy + 0.005)
    return made_result(id, seed=seed, seconds=120, views=Views(one=looked, with_mirror=mirrored))


def card(id: str, *results: Reproduction, **more: object) -> str:
    found = measured(results, id) if results else None
    return beyond_html(get(id), found, None, **more)


def plainly(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


#: In a lesson and as measured.
TIMES = {"19": ("two minutes", "2 min"), "20": ("four", "4 min"), "21": ("half an hour", "30 min")}


#: Those that were measured.
MEASURED = [id for id in BEYOND if measured(read_results(), id) is not None]


@pytest.mark.parametrize("id", MEASURED)
def test_a_card_begins_with_one_plain_sentence_which_is_what_was_measured(id):
    assert id in TIMES, f"Write into TIMES how long preset {id} trains: in its lesson, and as measured."
    preset = get(id)
    found = measured(read_results(), id)
    accuracy = beyond.spread(found, beyond.tested_as_trained(preset.experiment)).mean
    assert f"about {100 * accuracy:.0f} of 100 photos" in preset.lesson
    in_words, time = TIMES[id]
    assert in_words in preset.lesson and duration(found.seconds) == time
    shown = card(id)
    assert shown.index(preset.lesson) < shown.index("beyond-how")
    assert f"After {preset.source}." in plainly(shown)


def test_each_word_that_needs_it_leads_to_its_term_and_tells_its_meaning():
    shown = card("19", result("19", 0, 0.87))
    for words, name in (
        ("one view", "One view"),
        ("with mirror", "Mirror average"),
        ("Muon", "Muon"),
        ("whitened", "Whitening"),
        ("smaller images", "Smaller images first"),
        ("Parameters", "Parameters"),
        ("multiply-adds", "Multiply-adds"),
        ("Number format", "Number format"),
    ):
        links = re.findall(rf'<a [^>]*href="([^"]*)"[^>]*title="([^"]*)">{words}</a>', shown)
        assert links and links[0][0].endswith(f"term={anchor_of(term_of(name))}") and links[0][1], words


@pytest.mark.parametrize("word", TERMS)
def test_each_word_that_leads_to_a_term_stands_in_what_is_said_of_a_preset(word):
    assert any(word in preset.how for preset in BEYOND.values()), f"{word} of TERMS stands on no card."
    assert term_of(TERMS[word])


def test_what_a_range_ranges_over_is_said_and_where_the_mirror_average_is_off():
    several = [result("19", seed, 0.87 + seed / 100) for seed in range(3)]
    shown = plainly(card("19", *several))
    assert "Means of 3 runs; below each the lowest and the highest of them." in shown
    assert "Mirror average is off in Sprint" in shown
    alone = plainly(card("21", result("21", 0, 0.93)))
    assert "lowest" not in alone and "is off" not in alone


def test_the_one_figure_of_a_card_is_what_its_training_ends_with():
    of_one, of_two = (plainly(card(id, result(id, 0, 0.87))) for id in ("19", "21"))
    assert of_one.startswith("19Sprint") and "Test accuracy87.00\N{NO-BREAK SPACE}%one view" in of_one
    assert "Test accuracy87.50\N{NO-BREAK SPACE}%with mirror" in of_two


def test_record_says_that_it_gets_no_place_and_why_the_network_of_the_app_has_another_figure(monkeypatch):
    monkeypatch.delenv("BUILDER_SHIPPED", raising=False)
    known = shipped_network(load_settings()).card.model_copy(update={"test": Counted(number=9429, images=10_000)})
    runs = [result("21", 0, 0.937), result("21", 1, 0.93)]
    shown = plainly(card("21", *runs, shipped=known))
    assert "its runs get no place on the leaderboard.Why?All that was to be chosen" in shown
    assert "that of seed 0, with its weights rounded" in shown
    assert "94.29\N{NO-BREAK SPACE}%" in shown and "94.20\N{NO-BREAK SPACE}% as it was trained" in shown
    assert "comes with the app" not in card("20", result("20", 0, 0.9), shipped=known)


def test_where_the_digits_are_taken_it_is_said_beside_the_buttons():
    shown = plainly(card("19", result("19", 0, 0.87), here=Here("Digits", "6 to 25 s")))
    assert "the buttons take digits, which train in 6 to 25 s. The figures are of photos." in shown
    assert "here 6" not in shown  # beside a time on photos it would be compared with it
    assert "the buttons take" not in card("19")


def test_how_long_it_takes_here_stands_below_the_time_that_was_measured():
    shown = plainly(card("19", result("19", 0, 0.87), here=Here(time="70 s to 5 min")))
    assert "Time2 minhere 70 s to 5 min" in shown
