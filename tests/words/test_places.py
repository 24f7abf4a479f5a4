"""What is said of a map of places."""

from builder.words.places import because, nothing_found, whose_probabilities


def test_an_empty_map_names_what_else_to_look_at():
    assert "An earlier layer has a map: --layer conv2d_2. Occlusion" in nothing_found("grad-cam", "conv2d_2")
    assert "--layer" not in nothing_found("grad-cam", None) and "--method" in nothing_found("grad-cam", None)
    assert "--" not in nothing_found("occlusion", None)


def test_what_the_most_needed_place_does_to_the_answer_is_said_with_both_probabilities():
    said = because("1", "9", "9", ("97 %", "61 %", "12 %"))
    assert said == (
        "It said **1**, 97 %. It is **9**. Covering the framed place costs that answer most: then it says **9**, 61 %."
    )
    assert because("1", "1", "1", ("97 %", "81 %", "81 %")) == (
        "It said **1**, 97 %. Covering the framed place costs that answer most, and it stays: 1 then has 81 %."
    )
    assert because("1", None, None, ("97 %", "", "")).endswith("Covering any one place takes nothing from that.")


def test_two_percentages_of_one_answer_are_told_apart_once_in_plain_words():
    told = whose_probabilities(0.91, "8", "91 %", "88 %")
    assert told.startswith("For 8: 88 % as trained, 91 % after a correction, which every page shows.")
    assert "as trained" not in whose_probabilities(0.99, "8", "91 %", "91 %")
    assert whose_probabilities(None, "8", "91 %", "91 %").startswith("The probabilities are the network’s own")
