"""The images that a network takes: described by one value, never assumed."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from builder.design.base import Value
from builder.design.kinds import listed_names

Side = Annotated[int, Field(ge=8, le=224)]
Channels = Literal[1, 3]
ClassName = Annotated[str, Field(min_length=1, max_length=40)]


class ImageSource(Value):
    """Which images: the data set that they come from, their shape, and what their labels mean.

    `shape` is (height, width, channels); `classes[label]` is the name of a class. A design contains all of it, so
    that it can be read, drawn and exported without the data set itself.
    """

    dataset: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    shape: tuple[Side, Side, Channels]
    classes: Annotated[tuple[ClassName, ...], Field(min_length=2, max_length=200)]

    @field_validator("classes")
    @classmethod
    def _names_differ_and_are_readable(cls, classes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(classes)) < len(classes):
            raise ValueError("two classes have the same name; each class needs its own")
        if any(not name.isprintable() or name != name.strip() for name in classes):
            raise ValueError("a class has a name with control characters or spaces around it")
        return classes

    @property
    def pixels(self) -> int:
        """How many numbers one image has."""
        height, width, channels = self.shape
        return height * width * channels

    @property
    def chance(self) -> float:
        """The share that guessing gets right, if all classes are equally frequent."""
        return 1 / len(self.classes)

    @property
    def may_be_mirrored(self) -> bool:
        """Whether an image in a mirror still shows its class. A digit or a letter does not: classes named by one
        character are taken for such.
        """
        return any(len(name) > 1 for name in self.classes)


class Sources:
    """The image sources that this installation knows, by the name of their data set."""

    def __init__(self) -> None:
        self._sources: dict[str, ImageSource] = {}

    def register(self, source: ImageSource) -> ImageSource:
        """Adds a source; raises ValueError if another has its data set's name."""
        if self._sources.setdefault(source.dataset, source) != source:
            raise ValueError(f"There is another data set {source.dataset!r}; give this one a name of its own.")
        return source

    def unregister(self, dataset: str) -> ImageSource:
        """Removes a source; raises KeyError."""
        return self._sources.pop(dataset)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __getitem__(self, dataset: str) -> ImageSource:
        return self._sources[dataset]

    def __contains__(self, dataset: object) -> bool:
        return dataset in self._sources

    def default(self) -> ImageSource:
        """The source for a design that names no images: the one registered first. Raises LookupError."""
        if not self._sources:
            raise LookupError("no data set is registered; import builder.datasets.sources")
        return next(iter(self._sources.values()))

    def read(self, given: Any) -> Any:
        """A known source for the bare name of its data set, anything else unchanged; for pydantic."""
        if not isinstance(given, str):
            return given
        if given not in self._sources:
            raise PydanticCustomError("unknown_kind", "{expected}", {"expected": listed_names(tuple(self._sources))})
        return self._sources[given]


#: Filled by `builder.datasets.sources`.
SOURCES = Sources()

#: A field of a design: an ImageSource, or the bare name of one that is known here.
Images = Annotated[ImageSource, BeforeValidator(SOURCES.read)]
