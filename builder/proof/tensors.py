"""Arrays out of a bundle: names, types and shapes are checked in the file's header, before any number is read."""

import json
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from builder.design.cost.summary import Row, Summary
from builder.design.network.layers.base import Shape, count
from builder.engine.errors import DamagedError
from builder.engine.sealed import CHECKSUM, unsealed
from builder.proof.errors import RefusedError
from builder.words.inert import printable

MAX_HEADER_BYTES = 100_000
_LENGTH_BYTES = 8


class Header(NamedTuple):
    """What a safetensors file says that it holds: type and shape by name, and bytes of numbers."""

    tensors: dict[str, tuple[str, Shape]]
    bytes: int


def read_header(data: bytes, name: str) -> Header:
    """The header of the safetensors file `name`; raises RefusedError for anything else, such as a pickle."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if not 2 <= length <= min(MAX_HEADER_BYTES, len(data) - _LENGTH_BYTES):
        raise _no_tensors(name)
    try:
        told = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + length])
        about = told.pop("__metadata__", {})
        tensors = {
            key: (str(value["dtype"]), tuple(int(side) for side in value["shape"])) for key, value in told.items()
        }
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise _no_tensors(name) from None
    if not set(about) <= {CHECKSUM} or any(side < 0 for _, shape in tensors.values() for side in shape):
        raise _no_tensors(name)
    return Header(tensors, len(data) - _LENGTH_BYTES - length)


def read_tensors(data: bytes, name: str) -> dict[str, np.ndarray]:
    """The arrays of a file whose header was checked; raises RefusedError."""
    try:
        return unsealed(data)[1]
    except DamagedError as error:
        raise RefusedError(f"{name} in it is damaged ({error})") from None


def read_weights(data: bytes, summary: Summary, name: str) -> dict[str, np.ndarray]:
    """The weights of a network with this summary, float32 and finite, by their names; raises RefusedError."""
    check_weights(data, summary, name)
    weights = read_tensors(data, name)
    for key, array in weights.items():
        if not np.isfinite(array).all():
            raise RefusedError(f"the weights {printable(key)} in it hold numbers that are not finite")
    return weights


def check_weights(data: bytes, summary: Summary, name: str) -> None:
    """Holds the file's header to the network: names, types, shapes and size; raises RefusedError."""
    header = read_header(data, name)
    if header.bytes != 4 * summary.total:
        raise RefusedError(
            f"{name} in it holds {header.bytes:,} bytes of weights; its design has {4 * summary.total:,}"
        )
    _check_weights(header.tensors, summary.rows)


def _check_weights(given: Mapping[str, tuple[str, Shape]], rows: tuple[Row, ...]) -> None:
    """Every weight belongs to a layer, and has the shape that it has there."""
    unknown = set(given) - {key for row in rows for key in given if key.rpartition("/")[0] == row.name}
    if unknown:
        raise RefusedError(f"it holds the weights {printable(min(unknown))[:60]!r}, which its design does not have")
    for row in rows:
        own = {key.rpartition("/")[2]: given[key] for key in given if key.rpartition("/")[0] == row.name}
        if any(dtype != "F32" for dtype, _ in own.values()):
            raise RefusedError(f"the weights of {row.name} in it are not float32")
        known = row.layer.weights(*row.input_shapes) if row.parameters else ()
        shapes = {key: shape for key, (_, shape) in own.items()}
        fits = sum(map(count, shapes.values())) == row.parameters if known is None else shapes == dict(known)
        if not fits:
            raise RefusedError(f"the weights of {row.name} in it have other names or shapes than its design says")


def _no_tensors(name: str) -> RefusedError:
    return RefusedError(f"{name} in it is no safetensors file")
