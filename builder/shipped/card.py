"""What was measured of the shipped network: every figure that is shown of it, and how it came about."""

import json
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError, field_validator

from builder.design.base import Value
from builder.design.each_once import TwiceError, each_once
from builder.design.kinds import shown, shown_text
from builder.design.training.training import Precision
from builder.statistics.intervals import wilson
from builder.words.none_of_these import Missed

Fraction = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Some = Annotated[int, Field(gt=0, le=1_000_000_000)]
#: With one outside of these, all probabilities are alike, or 0 and 1.
Temperature = Annotated[float, Field(ge=0.01, le=100)]
#: Letters that are seen as nothing.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")


def _of_shown_characters(text: str) -> str:
    """Controls could move a cursor, and marks turn the writing round."""
    if not text.isprintable():
        raise ValueError("text on one line, without control characters")
    return text


def _begins_with_a_word(name: str) -> str:
    """What it is called is all before the first comma."""
    called = name.split(",")[0]
    if called != called.strip() or not any(c not in _UNSEEN and unicodedata.category(c)[0] in "LN" for c in called):
        raise ValueError("a name that begins with a letter or a digit")
    return name


Text = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_of_shown_characters)]
Name = Annotated[
    str, Field(min_length=1, max_length=80), AfterValidator(_of_shown_characters), AfterValidator(_begins_with_a_word)
]
Texts = Annotated[dict[Text, Text], Field(max_length=50)]


class Counted(Value):
    """So many of so many images."""

    number: Count
    images: Some

    @field_validator("images")
    @classmethod
    def _are_enough(cls, images: int, info: object) -> int:
        if getattr(info, "data", {}).get("number", 0) > images:
            raise ValueError("at least as many images as were counted among them")
        return images

    @property
    def share(self) -> float:
        """The fraction."""
        return self.number / self.images

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson) of the fraction, as an estimate for new images."""
        return wilson(self.number, self.images)


class CalibrationError(Value):
    """Expected calibration errors: of the network's own probabilities, and of those with the temperature, if any."""

    own: Fraction
    with_temperature: Fraction | None


class Trained(Value):
    """How a training went: on so many images, with this processor and these libraries, in so many seconds.

    What was not recorded is None.
    """

    images: Some
    seed: Count
    precision: Precision
    seconds: Annotated[float, Field(gt=0, le=1_000_000_000)] | None = None
    processor: Text | None = None
    versions: Texts | None = None


class Twin(Value):
    """A network of the same design that did not train on the validation images, and what these say of it.

    `temperature` was fitted to them; None where it does not help.
    """

    trained: Trained
    validation: Counted
    temperature: Temperature | None
    calibration: CalibrationError


class NoneOfThese(Value):
    """What finds pictures that are none of the classes, at the setting `share` of false alarms on the `fitted_to`
    validation images that its threshold comes from.

    `false_alarms` are those on validation images that it had not seen, `found` are pictures that are none of the
    classes, by their kind.
    """

    share: Fraction
    fitted_to: Some
    false_alarms: Counted
    found: Annotated[dict[Text, Counted], Field(min_length=1, max_length=50)]

    @property
    def all_found(self) -> Counted:
        """Of all kinds together."""
        kinds = self.found.values()
        return Counted(number=sum(one.number for one in kinds), images=sum(one.images for one in kinds))

    @property
    def missed(self) -> Missed | None:
        """How many of how many it did not find, and of the kind that it finds least often; None where it found all."""
        kind, one = min(self.found.items(), key=lambda item: item[1].share)
        if one.number == one.images:
            return None
        together = self.all_found
        of_all = together.images - together.number, together.images
        return Missed(*of_all, worst=(one.images - one.number, one.images), kind=kind)


class Drawn(Value):
    """How many test images were drawn at random to try the network with, and by which seed."""

    images: Some
    seed: Count


class Made(Value):
    """When, where and by which commands all of it was measured; `versions` are those of libraries, by name."""

    date: Text
    processor: Text
    versions: Texts
    commands: Annotated[tuple[Text, ...], Field(max_length=50)]


class Card(Value):
    """`test` is its accuracy on the test images, `test_of_one_view` the same without the mirror images; `calibration`
    is of the test images. `files` has the SHA-256 of each file beside the card."""

    name: Name
    preset: Text
    trained: Trained
    test: Counted
    test_of_one_view: Counted
    calibration: CalibrationError
    twin: Twin
    none_of_these: NoneOfThese
    samples: Drawn
    made: Made
    files: Texts


def card_from(data: bytes) -> Card:
    """The card in a file; raises ValueError with the field and what is wrong with it, as the part of a sentence. Text
    and true or false are no numbers, and no field is there twice, of which JSON's readers take the last in silence."""
    try:
        json.loads(data, object_pairs_hook=each_once)
        return Card.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise ValueError(_explain(error)) from None
    except TwiceError as error:
        raise ValueError(f"card.json has the field {error} twice in one object") from None
    except (ValueError, RecursionError):
        raise ValueError("card.json is no JSON") from None


def _explain(error: ValidationError) -> str:
    """The first thing that pydantic found in a card, as the part of a sentence: the field and what is wrong with it."""
    first = error.errors(include_url=False)[0]
    place = shown_text(".".join(map(str, first["loc"])), 80)
    if first["type"] == "json_invalid":
        return "card.json is no JSON"
    if first["type"] == "missing":
        return f"card.json lacks {place}"
    if first["type"] == "extra_forbidden":
        return f"card.json has an unknown field {place}"
    if first["type"] == "model_type":
        return f"card.json: {place} is no object with fields" if place else "card.json is no object with fields"
    message = re.sub(r"^(Value error, |\w+ should (be|have) )", "", first["msg"])
    return f"card.json: {place} is {shown(first['input'])}; expected {message}"
