"""How numbers, times and counts are written."""

import pytest

from builder.words.counts import count, noun
from builder.words.durations import duration, epoch_duration, moment, training_time
from builder.words.numbers import (
    decimal,
    exact,
    exact_percent,
    likely_percent,
    likely_points,
    percent,
    plain_percent,
    points,
    probability,
    short_percent,
    signed,
    whole_percent,
)
from builder.words.sentences import capital, full_stop, listed


def test_percentages_differ_in_their_digits_and_their_space():
    assert percent(0.7023) == "70.2\u00a0%"
    assert percent(0.9013, 2) == "90.13\u00a0%"
    assert plain_percent(0.7023) == "70.2 %"
    assert (short_percent(0.9), short_percent(0.925)) == ("90 %", "92.5 %")
    assert (exact_percent(0.2), exact_percent(0.0005)) == ("20\u00a0%", "0.05\u00a0%")


@pytest.mark.parametrize(
    "number, text",
    [
        (0.2, "0.2"),
        (1e-05, "0.00001"),
        (1000.0, "1,000"),
        (0.0, "0"),
        (3, "3"),
        (1e-11, "10⁻¹¹"),
        (3.5e-7, "3.5 × 10⁻⁷"),
    ],
)
def test_an_exact_number_has_every_digit_and_no_exponent(number, text):
    assert exact(number) == text


def test_an_interval_is_said_as_what_is_likely_and_not_as_95_percent():
    assert likely_percent((0.9154, 0.9672)) == "likely between 91.5 and 96.7\u00a0%"
    assert likely_points((-0.004, 0.0316)) == "likely between −0.4 and +3.2"


def test_a_decimal_has_at_most_ten_decimals_and_no_exponent():
    assert (decimal(1e-05), decimal(0.001), decimal(1 / 3)) == ("0.00001", "0.001", "0.3333333333")


def test_differences_have_their_sign():
    assert (points(0.702, 0.76), points(0.76, 0.702)) == ("+5.8 points", "-5.8 points")
    assert (signed(3.21), signed(-0.4), signed(-1200, "{:+,}")) == ("+3.2", "−0.4", "−1,200")


def test_a_probability_is_never_rounded_to_nothing():
    assert (probability(0.0994), probability(0.00004)) == ("0.099", "less than 0.001")


@pytest.mark.parametrize(
    "seconds, text", [(0.4, "0 s"), (89.4, "89 s"), (90, "2 min"), (3060, "51 min"), (7500, "2 h 5 min")]
)
def test_a_duration_is_in_the_two_units_that_matter(seconds, text):
    assert duration(seconds) == text


def test_an_epoch_is_timed_to_a_tenth_of_a_minute_and_a_picture_to_the_millisecond():
    assert (epoch_duration(40.3), epoch_duration(150)) == ("40 s", "2.5 min")
    assert (moment(0.0351), moment(1.24)) == ("35 ms", "1.2 s")


def test_a_noun_agrees_with_its_number():
    assert [count(number, "epoch") for number in (0, 1, 2, 1024)] == ["0 epochs", "1 epoch", "2 epochs", "1,024 epochs"]
    assert (count(1, "batch", "batches"), count(3, "batch", "batches"), noun(2, "run")) == (
        "1 batch",
        "3 batches",
        "runs",
    )


def test_words_become_sentences():
    assert [full_stop(text) for text in ("All trained", "Done.", "Really?", "Building …")] == [
        "All trained.",
        "Done.",
        "Really?",
        "Building …",
    ]
    assert (capital("no L2"), capital("")) == ("No L2", "")
    assert [listed(["2", "3", "4"][:many]) for many in (1, 2, 3)] == ["2", "2 and 3", "2, 3 and 4"]
    assert listed(["at 90 %", "after epoch 5"], "or") == "at 90 % or after epoch 5"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(40.4, "40 s"), (120.2, "2 min"), (170.8, "2 min 51 s"), (3060, "51 min"), (7500, "2 h 5 min")],
)
def test_a_training_time_can_be_compared_with_the_leaderboards(seconds, text):
    assert training_time(seconds) == text


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0 %"),
        (0.0001, "< 1 %"),
        (0.0099, "< 1 %"),
        (0.012, "1 %"),
        (0.99, "99 %"),
        (0.994, "> 99 %"),
        (0.999, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_percentage_never_says_none_or_all_of_what_is_neither(probability, text):
    assert whole_percent(probability) == text
