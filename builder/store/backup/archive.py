"""The form of a backup: an uncompressed tar of plain files, the last of which holds the SHA-256 of all before it.

It is written and read in one pass, and `tar -tf` lists it. As nothing in it is compressed, it takes as much room
unpacked as it does itself. The reader trusts no byte: it takes plain files only, and no size beyond the file's end.
"""

import hashlib
import os
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from builder.store.backup.errors import BackupError, not_whole

#: The name of the last file.
SEAL = "sha256"
_SEAL_BYTES = 64
_BLOCK = 512
_END = bytes(2 * _BLOCK)
_CHUNK = 1 << 20


class Writer:
    """Adds files to a new archive in `stream`; `close` seals it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._digest, self._now = stream, hashlib.sha256(), time.time()

    def add_text(self, name: str, text: str) -> None:
        """Adds a file that holds `text`."""
        data = text.encode()
        self._write(self._header(name, len(data)) + data + _padding(len(data)))

    def add_file(self, name: str, path: Path) -> None:
        """Adds a copy of the file at `path`, which must not change meanwhile; raises OSError."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._write(self._header(name, size))
            left = size
            while left:
                chunk = file.read(min(_CHUNK, left))
                if not chunk:
                    raise OSError(f"{path} became shorter while it was read")
                self._write(chunk)
                left -= len(chunk)
        self._write(_padding(size))

    def close(self) -> None:
        """Adds the seal and the end; the archive is whole only now."""
        self.add_text(SEAL, self._digest.hexdigest())
        self._write(_END)

    def _header(self, name: str, size: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._now
        return _encoded(info)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)


@dataclass
class Member:
    """One file of an archive; what is not read of it before the next one is skipped."""

    name: str
    size: int
    reader: "Reader"
    left: int

    def chunks(self) -> Iterator[bytes]:
        """What it holds, in pieces; raises BackupError if the archive ends before it does."""
        while self.left:
            size = min(_CHUNK, self.left)
            self.left -= size
            yield self.reader.take(size)


class Reader:
    """Reads an archive of `size` bytes from `stream`; raises BackupError, with `path` in its sentence."""

    def __init__(self, stream: BinaryIO, size: int, path: Path) -> None:
        self._stream, self._left, self._path, self._digest = stream, size, path, hashlib.sha256()

    def members(self) -> Iterator[Member]:
        """Every file before the seal, in order. The archive is known to be whole only after the last one."""
        while True:
            before = self._digest.hexdigest()
            name, size = self._header()
            member = Member(name, size, self, left=size)
            if name == SEAL:
                self._check(member, before)
                return
            yield member
            for _ in member.chunks():
                pass
            self.take(len(_padding(size)))

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        data = self._stream.read(size)
        if len(data) != size:
            raise self.damaged()
        self._left -= size
        self._digest.update(data)
        return data

    def damaged(self) -> BackupError:
        """The error to raise for anything that does not belong into a backup."""
        return not_whole(self._path)

    def _header(self) -> tuple[str, int]:
        """The name and the size of the next file."""
        block = self.take(_BLOCK)
        try:
            info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
            as_written = block == _encoded(info)
        except (tarfile.HeaderError, ValueError, OverflowError):
            raise self.damaged() from None
        if not as_written or info.type != tarfile.REGTYPE or info.linkname or not 0 <= info.size <= self._left:
            raise self.damaged()
        return info.name, info.size

    def _check(self, seal: Member, expected: str) -> None:
        if seal.size != _SEAL_BYTES or self.take(_SEAL_BYTES) != expected.encode():
            raise self.damaged()
        if any(self.take(len(_padding(_SEAL_BYTES)))) or self._stream.read(len(_END) + 1) != _END:
            raise self.damaged()


def _encoded(info: tarfile.TarInfo) -> bytes:
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)
