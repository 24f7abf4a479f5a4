"""What is said of the shipped network, in sentences: whose it is, and its card in plain words."""

from contextlib import suppress
from typing import NamedTuple

from builder.settings import Settings
from builder.shipped.card import CalibrationError, Card, Counted, Trained
from builder.shipped.network import Shipped, ShippedError, is_shipped, shipped_network
from builder.store.runs.records import Run
from builder.words.counts import classes, count
from builder.words.durations import training_time
from builder.words.none_of_these import silence
from builder.words.numbers import likely_percent, percent


class Paragraph(NamedTuple):
    """A part of the card; the text is plain."""

    heading: str
    text: str


def silence_of(settings: Settings, run: Run) -> str:
    """Beside an answer of this run's network that nothing is said against: that this proves nothing."""
    missed = None
    if is_shipped(run):
        with suppress(ShippedError):  # whoever asks the network itself says so
            shipped = shipped_network(settings)
            missed = None if shipped is None else shipped.card.none_of_these.most_missed
    return silence(len(run.experiment.images.classes), missed)


def whose(card: Card) -> str:
    """Whose network it is and how good, in one sentence."""
    return (
        f"{card.name} with the app: trained on all {card.trained.images:,} CIFAR-10 training images, and right about "
        f"{percent(card.test.share)} of the {card.test.images:,} test images."
    )


def card_paragraphs(shipped: Shipped) -> list[Paragraph]:
    """The card, but for the commands that repeat what it says."""
    card = shipped.card
    return [
        Paragraph("Data", _data(shipped)),
        Paragraph("Protocol", _protocol(shipped)),
        Paragraph("Accuracy", _accuracy(card)),
        Paragraph("How sure it may be", _calibration(card)),
        Paragraph("None of these", _none_of_these(shipped)),
        Paragraph("What it was not made for", _not_for(shipped)),
        Paragraph("Measured", _measured(card)),
    ]


def _data(shipped: Shipped) -> str:
    card, images = shipped.card, shipped.run.experiment.images
    height, width, _ = images.shape
    return (
        f"All {card.trained.images:,} training images of CIFAR-10, small photographs of {classes(len(images.classes))} "
        f"({', '.join(images.classes)}) of {width} × {height} pixels; the {card.twin.validation.images:,} validation "
        f"images are among them. The {card.test.images:,} test images took no part in its training. The "
        f"{card.samples.images} to try here were drawn from these at random, with the seed {card.samples.seed}, "
        "whatever it says of them."
    )


def _protocol(shipped: Shipped) -> str:
    card, training = shipped.card, shipped.run.experiment.training
    return (
        f"Preset {card.preset} as it stands, {shipped.run.parameters:,} parameters, {count(training.epochs, 'epoch')}, "
        f"seed {card.trained.seed}, number format {card.trained.precision}{_took(card.trained)}. The last epoch is "
        "kept. Its kernels were then rounded to half precision, and all figures here are of the rounded network."
    )


def _took(trained: Trained) -> str:
    told = f", {training_time(trained.seconds)} of training" if trained.seconds is not None else ""
    return told + (f" on {trained.processor}" if trained.processor is not None else "")


def _accuracy(card: Card) -> str:
    return (
        f"{_counted(card.test)} test images right, {likely_percent(card.test.interval)}, by the mean of what it says "
        f"of an image and of its mirror image. By one view: {_counted(card.test_of_one_view)}, "
        f"{likely_percent(card.test_of_one_view.interval)}. Its validation accuracy says nothing, since it trained on "
        "those images."
    )


def _calibration(card: Card) -> str:
    twin = card.twin
    errors = (
        f"{_error(twin.calibration)} for the twin on the validation images, and {_error(card.calibration)} for this "
        "network on the test images"
    )
    begins = (
        "What it says of images that it trained on does not show how sure it may be of new ones. So a twin of it "
        f"trained on {twin.trained.images:,} images, and the {twin.validation.images:,} validation images were kept "
        f"for that; it names {twin.validation.number:,} of them rightly ({percent(twin.validation.share)})."
    )
    if twin.temperature is None:
        return (
            f"{begins} No temperature made the twin's probabilities better, so this network's are as it gives them. "
            f"The calibration error, how far probabilities and accuracy are apart, is {errors}."
        )
    return (
        f"{begins} A temperature of {twin.temperature:.2f}, fitted to what the twin says of them, divides this "
        "network's outputs too. The calibration error, how far probabilities and accuracy are apart, is "
        f"{errors}."
    )


def _error(error: CalibrationError) -> str:
    if error.with_temperature is None:
        return percent(error.own)
    return f"{percent(error.own)} without the temperature and {percent(error.with_temperature)} with it"


def _none_of_these(shipped: Shipped) -> str:
    judged, number = shipped.card.none_of_these, len(shipped.run.experiment.images.classes)
    kinds = "; ".join(f"{kind} {one.number:,} of {one.images:,}" for kind, one in judged.found.items())
    alarms, found = judged.false_alarms, judged.all_found
    return (
        f"A picture is said to be probably none of the {classes(number)} where its colours and textures are more "
        f"unlike those of {judged.fitted_to:,} validation images than {percent(1 - judged.share, 0)} of these are "
        f"unlike one another. So {percent(judged.share, 0)} false alarms are the setting; on the other "
        f"{alarms.images:,} validation images there were {alarms.number:,} ({percent(alarms.share)}, "
        f"{likely_percent(alarms.interval)}). Of {found.images:,} pictures that are none of them it found "
        f"{found.number:,} ({percent(found.share)}, {likely_percent(found.interval)}): {kinds}. It judges "
        "colours and textures, not what a picture shows: that it finds a photograph of, say, another animal was not "
        "measured."
    )


def _not_for(shipped: Shipped) -> str:
    images = shipped.run.experiment.images
    height, width, _ = images.shape
    return (
        f"It is here to be tried and to be compared with. It knows these {classes(len(images.classes))} and no "
        f"others, names one of them whatever a picture shows, and sees {width} × {height} pixels of it. How often it "
        "is right about other pictures than CIFAR-10's, such as your own, was not measured. It was not made for "
        "people, faces or writing, nor for anything that matters if it is wrong."
    )


def _measured(card: Card) -> str:
    made = card.made
    libraries = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    return f"{made.date}, on {made.processor}, with {libraries}."


def _counted(counted: Counted) -> str:
    """ "9,412 of 10,000 (94.1 %)"."""
    return f"{counted.number:,} of {counted.images:,} ({percent(counted.share)})"
