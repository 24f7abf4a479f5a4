"""Where in a design something is, as a value; its title is the only text made from it."""

from typing import Literal

from builder.design.base import Value

Section = Literal["conv_blocks", "to_vector", "dense_blocks", "output", "network", "training", "data", "input"]

_TITLES: dict[Section, str] = {"conv_blocks": "block", "to_vector": "to a vector", "dense_blocks": "dense"}


class Place(Value):
    """A part of a design; `index` counts the blocks of a section from 0, and is None where there are none.

    `word` is what a part is called that may be one of several things.
    """

    section: Section
    index: int | None = None
    word: str | None = None

    @property
    def title(self) -> str:
        """The place as shown to people, counted from 1: "block 2", "flatten", "dense 1", "output", "training"."""
        name = self.word or _TITLES.get(self.section, self.section)
        return name if self.index is None else f"{name} {self.index + 1}"

    def __str__(self) -> str:
        return self.title


NETWORK, TRAINING, DATA, OUTPUT, INPUT = (
    Place(section="network"), Place(section="training"), Place(section="data"), Place(section="output"),
    Place(section="input"),
)  # fmt: skip
