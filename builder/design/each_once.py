"""Objects of JSON that have each field once: where one is there twice, JSON's readers take the last one in silence."""

from typing import Any

from builder.design.kinds import shown


class TwiceError(ValueError):
    """A field is there twice; the message is its name, fit to be shown."""


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, as an `object_pairs_hook` of `json.loads`; raises TwiceError."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise TwiceError(shown(name))
        found[name] = value
    return found
