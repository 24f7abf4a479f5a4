"""That a picture is probably none of a network's classes, in words that a pupil reads once."""

import pytest

from builder.words.none_of_these import Missed, false_alarm, none_reason, none_sentence, silence


@pytest.mark.parametrize(
    ("share", "often"),
    [(0.05, "About 1 in 20 pictures"), (0.2, "About 1 in 5"), (0.4, "About 4 in 10"), (0.5, "About 5 in 10"),
     (0.0, "Next to none of the pictures")],
)  # fmt: skip
def test_how_often_it_is_said_falsely_is_a_number_of_pictures(share, often):
    for told in (none_sentence(10, share), none_reason(10, share), false_alarm(10, share)):
        assert often in told and "that do belong to the ten get this note" in told


def test_that_nothing_is_said_proves_nothing_with_what_was_measured():
    told = silence(10, Missed(11, 114, (8, 24), "pieces of two photographs"))
    assert (
        "something else, however sure the answer is: 11 of 114 such pictures got none; of the 24 pieces of two" in told
    )
    assert "two photographs, 8. Photographs of, say," in told
    assert told.endswith("Photographs of, say, another animal were not tried.")
    assert "pieces" not in silence(10, Missed(8, 24, (8, 24), "pieces"))
    assert silence(3).startswith("It always says one of its 3 classes, whatever a picture shows.")
    assert silence(3).endswith("many such pictures get none.")
