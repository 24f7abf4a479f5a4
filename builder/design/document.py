"""Reads a design from JSON: of this version or an older one, from any source."""

import json
from typing import Any

from pydantic import ValidationError

from builder.design.each_once import TwiceError, each_once
from builder.design.experiment import SPEC_VERSION, Experiment
from builder.design.kinds import shown, shown_text
from builder.design.version_1 import is_version_1, to_version_2

MAX_SPEC_BYTES = 100_000
#: Objects and lists within one another; a project of the course has four. A thousand exhaust what shows them.
MAX_SPEC_DEPTH = 50
#: Where every field is shown.
DOCUMENTATION = "docs/design-json.md"
_TOO_DEEP = (
    f"The spec nests objects and lists more than {MAX_SPEC_DEPTH} deep; expected an object like the one in "
    f"{DOCUMENTATION}."
)


class SpecError(ValueError):
    """A spec that cannot be read; the message is one sentence for the user who supplied it."""


def from_json(text: str | bytes) -> Experiment:
    """The experiment in `text`; raises SpecError with one sentence about the first thing that is wrong."""
    if len(text) > MAX_SPEC_BYTES:
        raise SpecError(f"The spec is {len(text):,} bytes long; at most {MAX_SPEC_BYTES:,} are expected.")
    try:
        document = json.loads(text, object_pairs_hook=each_once)
    except RecursionError:
        raise SpecError(_TOO_DEEP) from None
    except TwiceError as error:
        raise SpecError(f"The spec has the field {error} twice in one object; expected each of them once.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "it is not readable text"
        raise SpecError(
            f"The spec is not JSON ({reason}); expected an object like the one in docs/design-json.md."
        ) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise SpecError(
            f"The spec has a number that is too long; expected numbers like those in {DOCUMENTATION}."
        ) from None
    if _is_deep(document):
        raise SpecError(_TOO_DEEP)
    if not isinstance(document, dict):
        raise SpecError(f"The spec is a JSON {_json_kind(document)}; expected an object with network, training, data.")
    _check_version(document)
    try:
        renewed = to_version_2(document) if is_version_1(document) else document
    except ValueError as error:
        raise SpecError(f"The spec's training is not usable: {error}.") from None
    try:
        return Experiment.model_validate(renewed)
    except ValidationError as error:
        raise SpecError(explain(error)) from None


def _is_deep(document: object) -> bool:
    """Whether anything lies deeper than MAX_SPEC_DEPTH; without recursion, level by level."""
    level = [document]
    for _ in range(MAX_SPEC_DEPTH):
        inner: list[object] = []
        for value in level:
            inner += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        level = inner
    return bool(level)


def _check_version(document: dict[str, Any]) -> None:
    version = document.get("version", SPEC_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SPEC_VERSION:
        raise SpecError(
            f"The spec has version {shown(version)}; this Model Builder reads versions up to {SPEC_VERSION}. "
            "Update it, or save the spec again from the older one."
        )


def explain(error: ValidationError) -> str:
    """The first thing that pydantic found, as one sentence: where, what was expected, what was given."""
    first = error.errors(include_url=False)[0]
    place = _place(first["loc"]) or "the spec"
    if first["type"] == "extra_forbidden":
        return f"The spec has an unknown field {place}; expected only the fields that {DOCUMENTATION} lists."
    if first["type"] == "missing":
        return f"The spec lacks {place}; the example in {DOCUMENTATION} shows every field."
    if first["type"] == "model_type":
        return (
            f"The spec's {place} is {shown(first['input'])}; expected an object with fields, as in docs/design-json.md."
        )
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "value_error":
        return f"The spec's {place} is not usable: {message}."
    return f"The spec's {place} is {shown(first['input'])}; expected {message}."


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return shown_text(text.lstrip("."), 80)


def _json_kind(document: object) -> str:
    kinds = {list: "list", str: "text", bool: "true/false", int: "number", float: "number", type(None): "null"}
    return kinds.get(type(document), "value")
