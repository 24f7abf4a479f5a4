"""The card in plain words: every figure of it, each once measured."""

from builder.shipped.network import shipped_network
from builder.shipped.words import card_paragraphs, silence_of, whose
from builder.words.numbers import NO_BREAK
from tests.shipped.made import CARD, ship_small


def card_of(shipped) -> str:
    return "\n".join(f"{one.heading}. {one.text}" for one in card_paragraphs(shipped)).replace(NO_BREAK, " ")


def test_whose_it_is_and_how_good_is_one_sentence():
    assert whose(CARD).replace(NO_BREAK, " ") == (
        "Record, shipped with the app: trained on all 50,000 CIFAR-10 training images, and right about 94.1 % of the "
        "10,000 test images."
    )


def test_the_card_says_every_figure(shipping):
    said = card_of(shipped_network(shipping))
    for figure in (
        "All 50,000 training images", "The 10,000 test images took no part", "with the seed 21",
        "seed 3, number format mixed_bfloat16, 61 min of training on A processor",
        "9,412 of 10,000 (94.1 %) test images right, likely between 93.6 and 94.6 %", "9,379 of 10,000 (93.8 %)",
        "twin of it trained on 40,000 images", "9,326 of them rightly (93.3 %)", "A temperature of 0.80",
        "13.1 % without the temperature and 0.6 % with it for the twin",
        "12.7 % without the temperature and 0.8 % with it for this network",
        "471 (5.2 %, likely between 4.8 and 5.7 %)", "Of 48 pictures that are none of them it found 42 (87.5 %",
        "noise 24 of 24; text 18 of 24", "another animal was not measured",
        "It was not made for", "2026-11-28, on A processor, with keras 3",
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
    assert "6 of 24 pictures of something else (text) got none." in silence_of(shipping, run)
    assert "many a picture of something else" in silence_of(shipping, run._replace(id="abcdefgh"))
    (tmp_path / "card.json").write_text("{}", encoding="utf-8")
    damaged = settings.model_copy(update={"shipped": tmp_path})
    assert "many a picture of something else" in silence_of(damaged, run)
