"""The form of a bundle: a zip of a few plain files, with the SHA-256 of all of its bytes as the zip's comment.

Nothing in it is compressed, so it unpacks to its own size. The reader believes no byte: the zip's directory is bounded
before anything parses it, names are those of `LIMITS` and become part of no path, and no file is larger than expected.
A zip without a comment, which somebody has packed anew, is read as well: its files are then held to the manifest alone.
"""

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping

from builder.engine.folder import WEIGHTS_FILE
from builder.proof.errors import RefusedError
from builder.store.artifacts import judged_by
from builder.store.artifacts.predictions import predictions_name
from builder.words.inert import printable

MANIFEST = "manifest.json"
EXPERIMENT = "experiment.json"
CURVE = "curve.json"
WEIGHTS = WEIGHTS_FILE
JUDGED_BY_FILE = f"{judged_by.NAME}.safetensors"
TEST_FILE = f"{predictions_name('test')}.safetensors"
VALIDATION_FILE = f"{predictions_name('validation')}.safetensors"

#: The largest bundle that is read or written, in bytes.
MAX_BYTES = 300_000_000
#: The most bytes of each file that a bundle may hold.
LIMITS = {
    MANIFEST: 100_000,
    EXPERIMENT: 100_000,
    CURVE: 5_000_000,
    WEIGHTS: MAX_BYTES,
    JUDGED_BY_FILE: 10_000_000,
    TEST_FILE: 100_000_000,
    VALIDATION_FILE: 100_000_000,
}

_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_LOCATOR_BYTES = 20
_SEAL_BYTES = 64
_MAX_DIRECTORY = 10_000
_WHEN = (1980, 1, 1, 0, 0, 0)  # one run, one file


def pack(files: Mapping[str, bytes]) -> bytes:
    """The bundle with these files; equal files give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), data)
        archive.comment = b"0" * _SEAL_BYTES
    body = stream.getvalue()[:-_SEAL_BYTES]
    return body + hashlib.sha256(body).hexdigest().encode()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files in a bundle by name, each within its limit; raises RefusedError."""
    if len(data) > MAX_BYTES:
        raise RefusedError(f"it is larger than {MAX_BYTES:,} bytes, the most that a bundle may have")
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            for member in members:
                _check(member)
            if len({member.filename for member in members}) != len(members):
                raise RefusedError("it holds a file twice")
            return {member.filename: archive.read(member) for member in members}
    except RefusedError:
        raise
    except Exception:  # the parser's errors have no common class, and any of them means the same
        raise _not_whole() from None


def _check_end(data: bytes) -> None:
    """Finds the zip's end where it has to be, holds the seal to the bytes, and bounds the directory."""
    for comment in (0, _SEAL_BYTES):
        at = len(data) - _END.size - comment
        if at >= 0 and data[at : at + 4] == _END_SIGNATURE:
            break
    else:
        raise _not_whole()
    _, disk, directory_disk, here, total, size, _, length = _END.unpack_from(data, at)
    if length != comment or (disk, directory_disk) != (0, 0) or here != total or total > len(LIMITS):
        raise _not_whole()
    if size > _MAX_DIRECTORY or data[max(0, at - _LOCATOR_BYTES) : at].startswith(_ZIP64_LOCATOR):
        raise _not_whole()
    if comment and hashlib.sha256(memoryview(data)[:-comment]).hexdigest().encode() != data[-comment:]:
        raise RefusedError("it is damaged: its checksum does not fit")


def _check(member: zipfile.ZipInfo) -> None:
    name = printable(member.orig_filename[:60])
    if member.filename not in LIMITS or member.orig_filename != member.filename:
        raise RefusedError(f"it holds {name!r}, which no bundle has")
    if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size or member.flag_bits & 1:
        raise RefusedError(f"{name} in it is compressed or encrypted, which a bundle's files are not")
    if member.file_size > LIMITS[member.filename]:
        raise RefusedError(f"{name} in it is larger than the {LIMITS[member.filename]:,} bytes that it may have")


def _not_whole() -> RefusedError:
    return RefusedError("it is not a complete bundle of Model Builder: it is damaged, cut short or something else")
