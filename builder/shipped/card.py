"""What was measured of the shipped network: every figure that is shown of it, and how it came about."""

from typing import Annotated

from pydantic import Field, field_validator

from builder.design.base import Value
from builder.statistics.intervals import wilson

Fraction = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Temperature = Annotated[float, Field(gt=0)]


class Counted(Value):
    """So many of so many images."""

    number: Count
    images: Annotated[int, Field(gt=0)]

    @field_validator("images")
    @classmethod
    def _are_enough(cls, images: int, info: object) -> int:
        if getattr(info, "data", {}).get("number", 0) > images:
            raise ValueError("fewer images than were counted among them")
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

    images: Annotated[int, Field(gt=0)]
    seed: int
    precision: str
    seconds: Annotated[float, Field(gt=0)] | None = None
    processor: str | None = None
    versions: dict[str, str] | None = None


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
    fitted_to: Annotated[int, Field(gt=0)]
    false_alarms: Counted
    found: dict[str, Counted]

    @property
    def all_found(self) -> Counted:
        """Of all kinds together."""
        kinds = self.found.values()
        return Counted(number=sum(one.number for one in kinds), images=sum(one.images for one in kinds))

    @property
    def most_missed(self) -> tuple[int, int, str] | None:
        """How many of how many it did not find, and their kind, of the kind that it finds least often; None where it
        found all."""
        kind, one = min(self.found.items(), key=lambda item: item[1].share, default=("", None))
        return None if one is None or one.number == one.images else (one.images - one.number, one.images, kind)


class Samples(Value):
    """How many test images were drawn at random to try the network with, and by which seed."""

    images: Annotated[int, Field(gt=0)]
    seed: int


class Made(Value):
    """When, where and by which commands all of it was measured; `versions` are those of libraries, by name."""

    date: str
    processor: str
    versions: dict[str, str]
    commands: tuple[str, ...]


class Card(Value):
    """`test` is its accuracy on the test images, `test_of_one_view` the same without the mirror images; `calibration`
    is of the test images. `files` has the SHA-256 of each file beside the card that is not text."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    preset: str
    trained: Trained
    test: Counted
    test_of_one_view: Counted
    calibration: CalibrationError
    twin: Twin
    none_of_these: NoneOfThese
    samples: Samples
    made: Made
    files: dict[str, str]
