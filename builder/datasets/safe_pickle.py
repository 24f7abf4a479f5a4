"""Reads the pickles of CIFAR-10's authors without running anything that a pickle may ask for.

A pickle is a program: it may call any function of any module by name. The batches need only dicts,
lists, texts, numbers and one array of bytes. So every instruction is checked before the first is run,
and every name is refused except the three with which numpy writes an array. Even those do not reach
numpy (whose own unpickling trusts its input): they become the stand-ins below, which check and then
copy plain bytes.
"""

import io
import math
import pickle
import pickletools
from collections.abc import Callable
from typing import Any

import numpy as np

#: What Python 2's three pickle protocols, and today's, need for such values.
_OPCODES = frozenset(
    ["PROTO", "FRAME", "STOP", "MARK", "NONE", "NEWTRUE", "NEWFALSE", "INT", "LONG", "LONG1"]
    + ["BININT", "BININT1", "BININT2", "STRING", "SHORT_BINSTRING", "BINSTRING", "SHORT_BINBYTES", "BINBYTES"]
    + ["UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "TUPLE", "EMPTY_TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"]
    + ["LIST", "EMPTY_LIST", "APPEND", "APPENDS", "DICT", "EMPTY_DICT", "SETITEM", "SETITEMS"]
    + ["PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE", "GET", "BINGET", "LONG_BINGET"]
    + ["GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD"]
)
#: A batch memoises about 10,100 values; unpickling reserves memory for the highest index that it is told.
_MAX_MEMO = 1_000_000


class UnsafePickleError(Exception):
    """A pickle that is damaged, or asks for more than plain values and bytes; the message says what in a few words."""


def load_plain(data: bytes) -> Any:
    """The value in `data`, with Python 2's texts as bytes, and with arrays in a dict as uint8 arrays.

    Raises UnsafePickleError.
    """
    try:
        _check_opcodes(data)
        document = _PlainUnpickler(io.BytesIO(data), encoding="bytes").load()
    except UnsafePickleError:
        raise
    except Exception as error:  # a damaged pickle raises nearly anything
        raise UnsafePickleError(f"it is damaged: {type(error).__name__}") from None
    if isinstance(document, dict):
        return {key: value.value if isinstance(value, _Array) else value for key, value in document.items()}
    return document


def _check_opcodes(data: bytes) -> None:
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name not in _OPCODES:
            raise UnsafePickleError(f"it uses the pickle instruction {opcode.name}")
        if opcode.name in ("PUT", "LONG_BINPUT") and int(argument or 0) > _MAX_MEMO:
            raise UnsafePickleError("it asks for too much memory")


class _DataType:
    """Stands in for numpy's dtype, and is always uint8's."""

    def __setstate__(self, state: Any) -> None:
        """Ignores what numpy writes here, such as the byte order; a byte has none."""


class _Array:
    """Stands in for the empty array that numpy's pickles start with, and then fill."""

    value: np.ndarray | None = None

    def __setstate__(self, state: Any) -> None:
        _, shape, data_type, fortran_order, data = state
        whole = isinstance(shape, tuple) and all(type(length) is int and length >= 0 for length in shape)
        if not whole or not isinstance(data_type, _DataType) or not isinstance(data, bytes):
            raise UnsafePickleError("an array in it is not plain bytes")
        if math.prod(shape) != len(data):
            raise UnsafePickleError("an array in it has another size than it says")
        self.value = np.frombuffer(data, dtype=np.uint8).reshape(shape, order="F" if fortran_order else "C")


class _Name:
    """A name that a pickle may use, and call if there is something to call; it cannot be changed."""

    def __init__(self, call: Callable[..., Any] | None = None):
        self._call = call

    def __call__(self, *arguments: Any) -> Any:
        if self._call is None:
            raise UnsafePickleError("it calls what is not a function")
        return self._call(*arguments)

    def __setstate__(self, state: Any) -> None:
        raise UnsafePickleError("it tries to change a function")


def _data_type(name: Any, *_: Any) -> _DataType:
    if name not in (b"u1", "u1"):
        raise UnsafePickleError("an array in it is not of bytes")
    return _DataType()


def _empty_array(*_: Any) -> _Array:
    return _Array()


_NAMES = {
    ("numpy", "dtype"): _Name(_data_type),
    ("numpy", "ndarray"): _Name(),
    ("numpy.core.multiarray", "_reconstruct"): _Name(_empty_array),
    ("numpy._core.multiarray", "_reconstruct"): _Name(_empty_array),
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The stand-in for a name that a pickle may use; every other name is refused, and nothing is imported."""
        if (module, name) not in _NAMES:
            raise UnsafePickleError(f"it asks for {module}.{name}"[:80])
        return _NAMES[module, name]
