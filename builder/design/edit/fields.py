"""Changes any field of a design by name, and validates it; and the range of a field."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic.fields import FieldInfo

from builder.design.base import Value
from builder.design.experiment import Experiment

AnyValue = TypeVar("AnyValue", bound=Value)

#: The path to a field: names of fields, and indices of blocks, such as ("network", "conv_blocks", 0, "filters").
Path = Sequence[str | int]


def changed(value: AnyValue, **changes: object) -> AnyValue:
    """`value` with those fields changed, validated again; raises pydantic's ValidationError."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return type(value)(**{**fields, **changes})


def edited(experiment: Experiment, path: Path, to: object) -> Experiment:
    """The design with the field at `path` changed; raises ValidationError, and LookupError if there is none."""
    return _edited(experiment, list(path), to)


def _edited(part: Any, path: list[str | int], to: object) -> Any:
    if not path:
        return to
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        return (*part[:first], _edited(part[first], rest, to), *part[first + 1 :])
    if first not in type(part).model_fields:
        raise LookupError(f"{type(part).__name__} has no field {first!r}.")
    return changed(part, **{first: _edited(getattr(part, first), rest, to)})


class Range(NamedTuple):
    """The range of a number, both ends included unless stated otherwise; None if there is no bound."""

    low: float | None
    high: float | None
    low_included: bool = True
    high_included: bool = True


def range_of(kind: type[Value], name: str) -> Range:
    """The range of a number field, as its model checks it; also for a field that may be None."""
    low: float | None = None
    high: float | None = None
    low_included = high_included = True
    for bound in _bounds(kind.model_fields[name]):
        if hasattr(bound, "ge"):
            low, low_included = bound.ge, True
        elif hasattr(bound, "gt"):
            low, low_included = bound.gt, False
        elif hasattr(bound, "le"):
            high, high_included = bound.le, True
        elif hasattr(bound, "lt"):
            high, high_included = bound.lt, False
    return Range(low, high, low_included, high_included)


def options_of(kind: type[Value], name: str) -> tuple[Any, ...]:
    """The values of a field with fixed choices, in order."""
    return get_args(kind.model_fields[name].annotation)


def _bounds(field: FieldInfo) -> list[object]:
    """The annotated bounds of a field, including those of `Annotated[...] | None`."""
    bounds: list[object] = []
    for part in [*field.metadata, *(inner for kind in get_args(field.annotation) for inner in get_args(kind)[1:])]:
        bounds += getattr(part, "metadata", None) or [part]
    return bounds
