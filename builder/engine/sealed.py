"""Tensors as a safetensors file with a checksum over all of its bytes: a single flipped bit is noticed.

The checksum is CRC-32, which takes 3 ms for 10 MB. It stands in the file's own header, and is computed with zeros in
its place, so that the file stays one that every reader of safetensors can open.
"""

import json
import zlib
from collections.abc import Mapping

import numpy as np
import safetensors.numpy

from builder.engine.errors import DamagedError

CHECKSUM = "checksum"
_DIGITS = 8
_ZEROS = b"0" * _DIGITS


def sealed(tensors: Mapping[str, np.ndarray], **header: str) -> tuple[bytes | memoryview, ...]:
    """The file's bytes, in parts that are to be written one after another."""
    data = safetensors.numpy.save(dict(tensors), metadata=header | {CHECKSUM: _ZEROS.decode()})
    place, rest = _place(data, _ZEROS)
    return data[:place], f"{zlib.crc32(data):0{_DIGITS}x}".encode(), memoryview(data)[rest:]


def unsealed(data: bytes) -> tuple[dict[str, str], dict[str, np.ndarray]]:
    """The header without the checksum, and the tensors; raises DamagedError if anything in the file has changed.

    A file without a checksum, as older versions wrote them, is only held to the form of such a file.
    """
    try:
        length = int.from_bytes(data[:8], "little")
        header = dict(json.loads(data[8 : 8 + length]).get("__metadata__") or {})
        if (checksum := header.pop(CHECKSUM, None)) is not None:
            _check(data, checksum)
        return header, safetensors.numpy.load(data)
    except DamagedError:
        raise
    except Exception as error:  # the parsers' errors have no common class, and any of them means the same
        raise DamagedError("it is not a whole safetensors file") from error


def _check(data: bytes, checksum: str) -> None:
    place, rest = _place(data, checksum.encode())
    found = zlib.crc32(memoryview(data)[rest:], zlib.crc32(_ZEROS, zlib.crc32(data[:place])))
    if f"{found:0{_DIGITS}x}" != checksum:
        raise DamagedError("its checksum does not fit")


def _place(data: bytes, checksum: bytes) -> tuple[int, int]:
    """Where the checksum's digits begin and end. In other texts of the header the quotes would be escaped."""
    key = b'"%s":"' % CHECKSUM.encode()
    place = data.index(key + checksum + b'"') + len(key)
    return place, place + len(checksum)
