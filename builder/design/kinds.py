"""Registries: all kinds of one thing, by name. A registered kind appears everywhere; a removed one is gone.

A kind is a frozen class with a field `kind: Literal["name"] = "name"`. A design's field that holds any of the
kinds is annotated with `Annotated[SerializeAsAny[Base], PlainValidator(KINDS.read)]`.
"""

import json
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from pydantic_core import PydanticCustomError

from builder.design.base import Value

Base = TypeVar("Base", bound=Value)


class Kinds(Generic[Base]):
    """The registered kinds of one thing, in order of registration."""

    def __init__(self, what: str, *, usual: str | None = None) -> None:
        """`what` names the thing in sentences; `usual` is the kind assumed if a design names none."""
        self.what, self.usual = what, usual
        self._kinds: dict[str, type[Base]] = {}

    def register(self, kind: type[Base]) -> type[Base]:
        """Adds a kind; also a class decorator. Raises ValueError if another has its name."""
        name = kind.model_fields["kind"].default
        if self._kinds.setdefault(name, kind) is not kind:
            raise ValueError(f"There is another {self.what} of the kind {name!r}; give this one a name of its own.")
        return kind

    def unregister(self, name: str) -> type[Base]:
        """Removes a kind: it is offered nowhere, and a design that has it is refused. Raises KeyError."""
        return self._kinds.pop(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> type[Base]:
        return self._kinds[name]

    def classes(self) -> tuple[type[Base], ...]:
        """Every kind's class."""
        return tuple(self._kinds.values())

    def read(self, given: Any) -> Base:
        """The kind that a design's value describes, for pydantic.

        Accepts a value of a registered kind, an object with its kind and fields, or the bare name of a kind for its
        defaults. Raises PydanticCustomError, whose message says what was expected.
        """
        if isinstance(given, Value):
            if self._kinds.get(getattr(given, "kind", "")) is type(given):
                return given
            raise self._unexpected()
        if isinstance(given, str):
            given = {"kind": given}
        if not isinstance(given, dict):
            raise self._unexpected()
        kind = given.get("kind", self.usual)
        if not isinstance(kind, str) or kind not in self._kinds:
            raise self._unexpected()
        return self._kinds[kind].model_validate(given)

    def _unexpected(self) -> PydanticCustomError:
        return PydanticCustomError("unknown_kind", "{expected}", {"expected": self.expected()})

    def expected(self) -> str:
        """The names of all kinds, as in "'adam', 'sgd' or 'rmsprop'"."""
        return listed_names(tuple(self._kinds))


def listed_names(names: tuple[str, ...]) -> str:
    """Names in quotes, as pydantic lists what it expects."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}" if quoted else "nothing"


def shown(value: object, length: int = 60) -> str:
    """The given value as JSON on one line without control characters, cut to `length` characters."""
    return shown_text(json.dumps(value, ensure_ascii=False, default=str), length)


def shown_text(text: str, length: int) -> str:
    """`text` on one line without control characters, cut to `length` characters."""
    text = "".join(character if character.isprintable() else "�" for character in text)
    return text if len(text) <= length else text[: length - 1] + "…"
