"""Files that a person names. The name may lead to a pipe, to a device or into /proc: nothing here waits for ever."""

import contextlib
import errno
import os
import secrets
import select
import stat
import time
from pathlib import Path

#: A pipe that nobody has opened for writing is given up on after so many seconds.
WRITER_SECONDS = 0.6
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_BESIDE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def read_given(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file, or of what a pipe delivers until its writer closes it.

    Raises OSError, whose `strerror` is part of a sentence: at once for a device, which is never opened, and after
    WRITER_SECONDS for a pipe that nobody writes into. Raises ValueError for a name that cannot be one.
    """
    _refuse_devices(os.stat(path))  # before opening it, which does something on some devices
    descriptor = os.open(path, _READ)
    try:
        status = os.fstat(descriptor)
        _refuse_devices(status)
        return _from_pipe(descriptor, most) if stat.S_ISFIFO(status.st_mode) else _from_file(descriptor, most)
    finally:
        os.close(descriptor)


def write_given(path: Path, data: bytes) -> None:
    """Writes the file whole or leaves all as it was, or writes into the pipe or device that is there.

    Raises OSError, at once for a pipe that nobody reads, and ValueError.
    """
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.stat(path).st_mode) or _leads_to_what_is_open(path):
            return _write_into(path, data)
    try:
        _replace(Path(os.path.realpath(path)) if path.is_symlink() else path, data)
    except PermissionError:  # no file may be made in its folder; one that is there may be written all the same
        if not path.exists():
            raise
        _write_into(path, data)


def _leads_to_what_is_open(path: Path) -> bool:
    """Such as /dev/stdout: what a process has open already must be written into, not replaced."""
    folder = os.path.realpath(path.parent)
    return folder == "/dev" or folder.startswith("/proc/")


def _replace(path: Path, data: bytes) -> None:
    """Writes beside the file and renames, so that a full disk leaves no file that is cut off."""
    aside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    descriptor = os.open(aside, _BESIDE, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            os.chmod(aside, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise


def _write_into(path: Path, data: bytes) -> None:
    try:
        descriptor = os.open(path, _WRITE, 0o666)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(error.errno, "it is a pipe that nobody reads") from None
        raise
    with os.fdopen(descriptor, "wb") as file:
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(descriptor, True)
        file.write(data)


def why_not_written(file: Path, error: OSError) -> str:
    """Why a file could not be written, as part of a sentence: in our words where the system's would mislead, as in
    /proc, which says "No such file or directory" of whatever is to be made in it.
    """
    folder = file.parent
    if isinstance(error, FileNotFoundError | NotADirectoryError) and _is_in(folder, error.filename):
        if folder.is_dir():
            return f"no file can be made in {folder}"
        return f"{folder} is not a folder" if folder.exists() else f"there is no folder {folder}"
    return error.strerror or str(error)


def _is_in(folder: Path, file: object) -> bool:
    return isinstance(file, str | os.PathLike) and Path(file).parent == folder


def _refuse_devices(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
        raise OSError(errno.EINVAL, "it is a device, not a file")


def _from_file(descriptor: int, most: int) -> bytes:
    parts: list[bytes] = []
    try:
        while most and (part := os.read(descriptor, most)):
            parts.append(part)
            most -= len(part)
    except BlockingIOError:  # such as /proc/kmsg, which calls itself a file
        raise BlockingIOError(errno.EAGAIN, "it has no end") from None
    return b"".join(parts)


def _from_pipe(descriptor: int, most: int) -> bytes:
    deadline = time.monotonic() + WRITER_SECONDS
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    parts: list[bytes] = []
    while most:
        happened = dict(poll.poll(50)).get(descriptor, 0)
        try:
            part = os.read(descriptor, most)
        except BlockingIOError:  # there is a writer, which has nothing yet
            deadline = time.monotonic() + WRITER_SECONDS
            continue
        if not part and (parts or happened & select.POLLHUP):
            break
        if not part and time.monotonic() > deadline:
            raise OSError(errno.EINVAL, "it is a pipe that nobody writes into")
        if part:
            parts.append(part)
            most -= len(part)
    return b"".join(parts)
