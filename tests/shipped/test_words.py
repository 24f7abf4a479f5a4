"""The card in plain words: every figure of it, each once measured."""

from builder.shipped.network import shipped_network
from builder.shipped.told_card import figures, in_short, to_repeat
from builder.shipped.words import called, silence_of, whose
from builder.words.numbers import NO_BREAK
from tests.shipped.made import CARD, ship_small


def card_of(shipped) -> str:
    rows = [f"{one.what}: {one.value}" for one in figures(shipped)]
    paragraphs = [f"{one.heading}. {one.text}" for one in to_repeat(shipped)]
    return "\n".join([in_short(shipped), *rows, *paragraphs]).replace(NO_BREAK, " ")


def test_whose_it_is_what_it_names_and_how_well(shipping):
    shipped = shipped_network(shipping)
    assert whose(shipped).replace(NO_BREAK, " ") == (
        "This network comes with the app. It names photographs: airplane, automobile, bird, cat, deer, dog, frog, "
        "horse, ship, truck. Of 10,000 that it had never seen it names 94.1 % rightly."
    )
    assert called(shipped) == "It is called Record"


def test_the_card_begins_with_what_it_can_do_and_what_it_is_not_to_be_trusted_with(shipping):
    told = in_short(shipped_network(shipping))
    assert told.startswith(
        "It learned from 50,000 small photographs, and names about 94 of 100 new ones of the same ten"
    )
    assert "it was not made for people" in told and told.endswith("It cannot be taught classes of your own.")


def test_the_card_says_every_figure(shipping):
    said = card_of(shipped_network(shipping))
    for figure in (
        "all 50,000 training images", "The 10,000 test images are not", "with the seed 21",
        "seed 3, number format bfloat16, 61 min of training on A processor",
        "as it answers here: 94.1 % (9,412 of 10,000), likely between 93.6 and 94.6 %", "93.8 % (9,379 of 10,000)",
        "its twin, learned from 40,000 images", "design that never saw them: 93.3 % (9,326 of 10,000)",
        "A temperature of 0.80 fits the twin's answers best", "makes it surer and changes no answer",
        "twin, validation images: 0.6 %; without the temperature 13.1 %",
        "test images: 0.8 %; without the temperature 12.7 %",
        "false alarms: 5.2 % (471 of 9,000), likely between 4.8 and 5.7 %", "of the ten: 87.5 % (42 of 48), likely",
        "noise: 24 of 24", "text: 18 of 24", "another animal was not measured", "the mean of what it says",
        "differ a little from those of the preset on Course", "2026-11-28, on A processor, with keras 3",
    ):  # fmt: skip
        assert figure in said, (figure, said)


def test_where_no_temperature_helps_the_card_says_so(settings, tmp_path):
    errors = CARD.calibration.model_copy(update={"with_temperature": None})
    twin = CARD.twin.model_copy(update={"temperature": None, "calibration": errors})
    folder = ship_small(tmp_path / "record", CARD.model_copy(update={"twin": twin, "calibration": errors}))
    said = card_of(shipped_network(settings.model_copy(update={"shipped": folder})))
    assert "No temperature made the twin's probabilities better" in said and "None" not in said.replace("None of", "")


def test_beside_an_answer_stands_what_it_overlooked_most(shipping, settings, tmp_path):
    run = shipped_network(shipping).run
    assert "6 of 48 such pictures got none; of the 24 text, 6." in silence_of(shipping, run)
    assert "many such pictures get none." in silence_of(shipping, run._replace(id="abcdefgh"))
    (tmp_path / "card.json").write_text("{}", encoding="utf-8")
    damaged = settings.model_copy(update={"shipped": tmp_path})
    assert "many such pictures get none." in silence_of(damaged, run)
