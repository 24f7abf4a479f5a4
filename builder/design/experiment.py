"""An experiment: a name, a network, its training and its data."""

import json
from typing import Literal

from pydantic import Field, field_validator

from builder.design.base import Value
from builder.design.data import Data
from builder.design.images import SOURCES, ImageSource
from builder.design.network.network import Network
from builder.design.training.training import Training

#: The version that is written; older ones are read too.
SPEC_VERSION = 2
MAX_NAME_LENGTH = 80


def clean_name(name: str) -> str:
    """A name as it is stored: one line, no control characters, single spaces between words; may be empty."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:MAX_NAME_LENGTH].strip()


class Experiment(Value):
    """The whole design of one run, as it is shared, stored and trained."""

    version: Literal[2] = 2
    name: str = "My network"
    network: Network = Network()
    training: Training = Training()
    data: Data = Field(default_factory=Data)

    @field_validator("name")
    @classmethod
    def _name_is_one_clean_line(cls, name: str) -> str:
        cleaned = clean_name(name)
        if not cleaned:
            raise ValueError("the name is empty; give at least one visible character")
        return cleaned

    @property
    def images(self) -> ImageSource:
        """The images that the network takes."""
        return self.data.images

    def on(self, images: ImageSource | str) -> "Experiment":
        """The same design on other images, given as such or as a known data set's name; raises KeyError for others."""
        source = SOURCES[images] if isinstance(images, str) else images
        return self.model_copy(update={"data": self.data.model_copy(update={"images": source})})

    def to_json(self, indent: int | None = None) -> str:
        """The design as JSON; `document.from_json` returns an equal value."""
        return json.dumps(self.model_dump(mode="json"), indent=indent, ensure_ascii=False)
