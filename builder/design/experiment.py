"""An experiment: a name, a network, its training and its data. JSON in and out, with a version."""

import json
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from builder.design.base import Value
from builder.design.network.blocks import Network
from builder.design.training.training import Training

SPEC_VERSION = 1
MAX_SPEC_BYTES = 100_000
MAX_NAME_LENGTH = 80
#: The largest limit on the training images: all that CIFAR-10 leaves for training.
MOST_IMAGES = 40_000

DatasetName = Literal["cifar10", "digits"]


class SpecError(ValueError):
    """A spec that cannot be read; the message is one sentence for the person who gave it."""


class Data(Value):
    """Which images, how they are split, and how many of them.

    The split is stratified and drawn from `split_seed`. `limit` N uses N training images, N // 4 for
    validation and N // 4 for the test; None uses all. `trains_on_validation` adds the validation images
    to the training images, which is very likely how the slides ran projects 16 and 18: the validation
    accuracy of such a run says nothing about new images.
    """

    dataset: DatasetName = "digits"
    split_seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Field(ge=40, le=MOST_IMAGES)] | None = None
    trains_on_validation: bool = False


def clean_name(name: str) -> str:
    """A name as it is kept: one line, no control characters, inner white space single; may be empty."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:MAX_NAME_LENGTH].strip()


class Experiment(Value):
    """The whole design of one run; what is shared, stored and trained."""

    version: Literal[1] = SPEC_VERSION
    name: str = "My network"
    network: Network = Network()
    training: Training = Training()
    data: Data = Data()

    @field_validator("name")
    @classmethod
    def _name_is_one_clean_line(cls, name: str) -> str:
        cleaned = clean_name(name)
        if not cleaned:
            raise ValueError("the name is empty; give at least one visible character")
        return cleaned

    def on(self, dataset: DatasetName) -> "Experiment":
        """The same design on other images."""
        return self.model_copy(update={"data": self.data.model_copy(update={"dataset": dataset})})

    def to_json(self, indent: int | None = None) -> str:
        """The spec as JSON; `from_json` gives an equal value back."""
        return json.dumps(self.model_dump(mode="json"), indent=indent, ensure_ascii=False)


def from_json(text: str | bytes) -> Experiment:
    """The experiment in `text`; raises SpecError with one sentence about the first thing that is wrong."""
    if len(text) > MAX_SPEC_BYTES:
        raise SpecError(f"The spec is {len(text):,} bytes long; at most {MAX_SPEC_BYTES:,} are expected.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "it is not readable text"
        raise SpecError(f"The spec is not JSON ({reason}); expected an object like the one in the README.") from None
    if not isinstance(document, dict):
        raise SpecError(f"The spec is a JSON {_json_kind(document)}; expected an object with network, training, data.")
    version = document.get("version", SPEC_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SPEC_VERSION:
        raise SpecError(
            f"The spec has version {_shown(version)}; this Model Builder reads versions up to {SPEC_VERSION}. "
            "Update it, or save the spec again from the older one."
        )
    try:
        return Experiment.model_validate(document)
    except ValidationError as error:
        raise SpecError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """The first thing that pydantic found, as one sentence: where, what was expected, what was given."""
    first = error.errors(include_url=False)[0]
    place = _place(first["loc"]) or "the spec"
    if first["type"] == "extra_forbidden":
        return f"The spec has an unknown field {place}; expected only the fields that the README lists."
    if first["type"] == "missing":
        return f"The spec lacks {place}; the README's example shows every field."
    if first["type"] == "model_type":
        return f"The spec's {place} is {_shown(first['input'])}; expected an object with fields, as in the README."
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "value_error":
        return f"The spec's {place} is not usable: {message}."
    return f"The spec's {place} is {_shown(first['input'])}; expected {message}."


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return _shown_text(text.lstrip("."), 80)


def _shown(value: object) -> str:
    return _shown_text(json.dumps(value, ensure_ascii=False, default=str), 60)


def _shown_text(text: str, length: int) -> str:
    text = "".join(character if character.isprintable() else "�" for character in text)
    return text if len(text) <= length else text[: length - 1] + "…"


def _json_kind(document: object) -> str:
    kinds = {list: "list", str: "text", bool: "true/false", int: "number", float: "number", type(None): "null"}
    return kinds.get(type(document), "value")
