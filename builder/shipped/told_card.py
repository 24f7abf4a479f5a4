"""The shipped network's card in plain words: two sentences for anybody, the figures, and what repeats them."""

from typing import NamedTuple

from builder.shipped.card import CalibrationError, Card, Counted, Trained
from builder.shipped.network import Shipped
from builder.words.counts import classes, count, number_word
from builder.words.durations import training_time
from builder.words.numbers import likely_percent, percent


class Paragraph(NamedTuple):
    """A part of the card; the text is plain."""

    heading: str
    text: str


class Figure(NamedTuple):
    """A row of the card's table."""

    what: str
    value: str


def in_short(shipped: Shipped) -> str:
    """What it can do and what it is not to be trusted with: two sentences, and one about classes of one's own."""
    card, number = shipped.card, number_word(len(shipped.run.experiment.images.classes))
    return (
        f"It learned from {card.trained.images:,} small photographs, and names about {round(100 * card.test.share)} of "
        f"100 new ones of the same {number} kinds rightly. Whatever else it is shown it calls one of the {number}, "
        "too: how it does on your own pictures was not measured, and it was not made for people, faces or writing, nor "
        "for anything that matters if it is wrong. It cannot be taught classes of your own."
    )


def figures(shipped: Shipped) -> list[Figure]:
    """All that was measured of it."""
    card, judged = shipped.card, shipped.card.none_of_these
    return [
        Figure("Test images named rightly, as it answers here", _likely(card.test)),
        Figure("The same without the mirror image", _likely(card.test_of_one_view)),
        Figure(
            "Validation images named rightly by its twin, a second network of the same design that never saw them",
            _likely(card.twin.validation),
        ),
        Figure("Calibration error, test images", _error(card.calibration)),
        Figure("Calibration error of its twin, validation images", _error(card.twin.calibration)),
        Figure("“Probably none” said of validation images: false alarms", _likely(judged.false_alarms)),
        Figure(f"“Probably none” said of pictures of none of the {_number(shipped)}", _likely(judged.all_found)),
        *(Figure(f"– {kind}", f"{one.number:,} of {one.images:,}") for kind, one in judged.found.items()),
    ]


def to_repeat(shipped: Shipped) -> list[Paragraph]:
    """How it came about and how it was measured, but for the commands."""
    return [
        Paragraph("Data", _data(shipped)),
        Paragraph("Training", _training(shipped)),
        Paragraph("How sure it may be", _calibration(shipped.card)),
        Paragraph("None of these", _none_of_these(shipped)),
        Paragraph("Measured", _measured(shipped.card)),
    ]


def _data(shipped: Shipped) -> str:
    card, images = shipped.card, shipped.run.experiment.images
    height, width, _ = images.shape
    return (
        f"It learned from all {card.trained.images:,} training images of CIFAR-10, photographs of {width} × {height} "
        f"pixels of {classes(len(images.classes))}. The {card.twin.validation.images:,} validation images are among "
        f"them, so how many of these it names rightly says nothing. The {card.test.images:,} test images are not. The "
        f"{card.samples.images} that are offered here are test images, drawn at random with the seed "
        f"{card.samples.seed}, whatever it says of them."
    )


def _training(shipped: Shipped) -> str:
    card, training = shipped.card, shipped.run.experiment.training
    return (
        f"Preset {card.preset} as it stands: {shipped.run.parameters:,} parameters, "
        f"{count(training.epochs, 'epoch')}, seed {card.trained.seed}, number format "
        f"{card.trained.precision.removeprefix('mixed_')}{_took(card.trained)}. The last epoch is kept. The kernels "
        "were then rounded to half precision. All figures here are of the rounded network, and so differ a little from "
        "those of the preset on Course. Each answer is the mean of what it says of a picture and of its mirror image."
    )


def _took(trained: Trained) -> str:
    told = f", {training_time(trained.seconds)} of training" if trained.seconds is not None else ""
    return told + (f" on {trained.processor}" if trained.processor is not None else "")


def _calibration(card: Card) -> str:
    twin = card.twin
    begins = (
        "The images that a network learned from cannot show how sure it may be of new ones. So "
        f"another network of the same design, its twin, learned from {twin.trained.images:,} images, and the other "
        f"{twin.validation.images:,}, the validation images, show how sure the twin may be."
    )
    ends = "The calibration error says how far certainty and share of right answers are apart."
    if twin.temperature is None:
        return f"{begins} No temperature made the twin's probabilities better, so this network has none. {ends}"
    does = "less sure" if twin.temperature > 1 else "surer"
    return (
        f"{begins} A temperature of {twin.temperature:.2f} fits the twin's answers best. It divides this network's "
        f"outputs, too, makes it {does} and changes no answer. {ends}"
    )


def _none_of_these(shipped: Shipped) -> str:
    judged = shipped.card.none_of_these
    return (
        f"“Probably none of these {classes(len(shipped.run.experiment.images.classes))}” is said of a picture whose "
        f"colours and textures are more unusual than those of {percent(1 - judged.share, 0)} of {judged.fitted_to:,} "
        f"validation images. So {percent(judged.share, 0)} false alarms are the setting; those in the table are of the "
        f"other {judged.false_alarms.images:,}. What a picture shows is not judged: whether it finds a photograph of, "
        "say, another animal was not measured."
    )


def _measured(card: Card) -> str:
    made = card.made
    libraries = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    return f"{made.date}, on {made.processor}, with {libraries}."


def _number(shipped: Shipped) -> str:
    return number_word(len(shipped.run.experiment.images.classes))


def _likely(counted: Counted) -> str:
    """ "94.1 % (9,412 of 10,000), likely between 93.6 and 94.6 %"."""
    told = f"{percent(counted.share)} ({counted.number:,} of {counted.images:,})"
    return f"{told}, {likely_percent(counted.interval)}"


def _error(error: CalibrationError) -> str:
    if error.with_temperature is None:
        return percent(error.own)
    return f"{percent(error.with_temperature)}; without the temperature {percent(error.own)}"
