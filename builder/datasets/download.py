"""Downloads CIFAR-10 from its official address: resumable, checked, and in place only once complete."""

import errno
import hashlib
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from filelock import FileLock, Timeout
from urllib3.exceptions import HTTPError

from builder.datasets import batches
from builder.datasets.cifar10 import DOWNLOAD_BYTES, OTHER_WAYS, download_folder
from builder.datasets.images import DatasetError
from builder.design.base import Value
from builder.settings import Settings

FOLDER_IN_ARCHIVE = "cifar-10-batches-py"
#: The unpacked batches take 186 MB; the rest is room for the store.
UNPACKED_BYTES = 250_000_000
_WAYS_OUT = f"connect to the network and press Download again, or {OTHER_WAYS}"
_CHUNK = 256 * 1024
_SECONDS_BETWEEN_REPORTS = 0.25
_CONNECT_AND_READ_SECONDS = (10, 30)

#: Called with bytes done, total bytes (None if unknown) and one of PHASES; may raise to end the download.
Report = Callable[[int, int | None, str], None]
PHASES = ("downloading", "checking", "unpacking", "done")


class Archive(Value):
    """What is downloaded: where from, how long it is, and its SHA-256 in hexadecimal."""

    address: str
    size: int
    sha256: str


OFFICIAL = Archive(
    address="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    size=DOWNLOAD_BYTES,
    sha256="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
)


class DownloadError(DatasetError):
    """A download that failed; the message is one sentence that says what to do."""


def download_cifar10(settings: Settings, report: Report, archive: Archive = OFFICIAL) -> Path:
    """Downloads CIFAR-10 into settings.datasets / "cifar10", which is returned; raises DownloadError.

    What has arrived is kept when the network fails or `report` raises, and the next call resumes from
    there. Once its checksum matches, the archive is unpacked to a temporary folder, which is renamed into
    place. If the images are there already, nothing is downloaded.
    """
    target = download_folder(settings)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / "cifar10.lock", timeout=0):
            if not _is_whole(target):
                partial = target.parent / "cifar-10-python.tar.gz.part"
                _check_room(target.parent, archive.size - _size(partial) + UNPACKED_BYTES)
                _fetch(archive, partial, report)
                _check(archive, partial, report)
                _unpack(partial, target, report)
                partial.unlink(missing_ok=True)
            report(archive.size, archive.size, "done")
    except Timeout:
        raise DownloadError("CIFAR-10 is being downloaded already; wait until that download has ended.") from None
    except OSError as error:
        raise _disk_error(error, target.parent) from None
    return target


def _is_whole(folder: Path) -> bool:
    try:
        batches.counts(folder)
    except DatasetError:
        return False
    return True


def _fetch(archive: Archive, partial: Path, report: Report) -> None:
    """Downloads the rest of the archive into `partial`."""
    if _size(partial) > archive.size:
        partial.unlink()
    if _size(partial) == archive.size:
        return
    try:
        if not _fetch_rest(archive, partial, report):
            partial.unlink()
            _fetch_rest(archive, partial, report)
    except requests.exceptions.SSLError:
        raise DownloadError(_untrusted(archive)) from None
    except (requests.RequestException, HTTPError):
        raise DownloadError(_interrupted(archive, _size(partial))) from None
    if _size(partial) < archive.size:
        raise DownloadError(_interrupted(archive, _size(partial)))


def _fetch_rest(archive: Archive, partial: Path, report: Report) -> bool:
    """Appends what is missing to `partial`; False if the server has nothing to add to it."""
    have = _size(partial)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with requests.get(archive.address, headers=headers, stream=True, timeout=_CONNECT_AND_READ_SECONDS) as response:
        goes_on = response.status_code == 206 and _range_start(response) == have
        if have and response.status_code in (206, 416) and not goes_on:
            return False
        if not goes_on and response.status_code != 200:
            raise DownloadError(_refused(archive, response.status_code))
        # A server that ignores Range answers 200 with the whole file, which then replaces the part.
        with partial.open("ab" if goes_on else "wb") as file:
            _copy(response, file, archive, have if goes_on else 0, report)
    return True


def _copy(response: requests.Response, file: BinaryIO, archive: Archive, done: int, report: Report) -> None:
    report(done, archive.size, "downloading")
    reported = time.monotonic()
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        done += len(chunk)
        if done > archive.size:
            file.truncate(0)
            raise DownloadError(_not_the_file(archive))
        file.write(chunk)
        if time.monotonic() - reported >= _SECONDS_BETWEEN_REPORTS:
            report(done, archive.size, "downloading")
            reported = time.monotonic()
    report(done, archive.size, "downloading")


def _check(archive: Archive, partial: Path, report: Report) -> None:
    report(archive.size, archive.size, "checking")
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != archive.sha256:
        partial.unlink()
        raise DownloadError(_not_the_file(archive))


def _unpack(partial: Path, target: Path, report: Report) -> None:
    """Copies the expected files out of the archive into a temporary folder, and renames it to `target`.

    The file names are ours, never the archive's, and only plain files are read: nothing in an archive
    can place or link a file elsewhere. (tarfile's data filter would promise the same, but Python 3.11.3
    and earlier lack it.)
    """
    report(0, None, "unpacking")
    for stale in target.parent.glob("cifar10-unpacking-*"):
        shutil.rmtree(stale, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix="cifar10-unpacking-", dir=target.parent))
    expected = {f"{FOLDER_IN_ARCHIVE}/{name}": name for name in (*batches.TRAIN_FILES, batches.TEST_FILE)}
    try:
        with tarfile.open(partial, "r:gz") as tar:
            for member in tar:
                name = expected.get(member.name)
                if name is None or not member.isreg() or member.size > batches.MAX_FILE_BYTES:
                    continue
                content = tar.extractfile(member)
                if content is None:
                    continue
                with content, (aside / name).open("wb") as file:
                    shutil.copyfileobj(content, file, _CHUNK)
                    file.flush()
                    os.fsync(file.fileno())
        batches.counts(aside)
    except (tarfile.TarError, EOFError, DatasetError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise DownloadError(f"The downloaded archive does not hold CIFAR-10's six batches ({error}).") from None
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if target.exists():  # incomplete, or there would have been nothing to download
        shutil.rmtree(target)
    os.rename(aside, target)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DownloadError(
            f"CIFAR-10 needs {_megabytes(needed)} more in {folder}, but only {_megabytes(free)} are free; "
            "make room and press Download again."
        )


def _disk_error(error: OSError, folder: Path) -> DownloadError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DownloadError(f"The disk that holds {folder} is full; make room and press Download again.")
    return DownloadError(
        f"CIFAR-10 cannot be kept in {folder} ({error.strerror or error}); check that folder's rights."
    )


def _interrupted(archive: Archive, have: int) -> str:
    host = urlsplit(archive.address).hostname
    if have:
        return (
            f"The connection to {host} ended after {_megabytes(have)} of {_megabytes(archive.size)}, which are kept: "
            f"{_WAYS_OUT}."
        )
    return f"CIFAR-10 cannot be downloaded, because {host} cannot be reached: {_WAYS_OUT}."


def _untrusted(archive: Archive) -> str:
    host = urlsplit(archive.address).hostname
    return (
        f"CIFAR-10 cannot be downloaded, because the answer is not certified to come from {host} (a filter on this "
        f"network, or a wrong clock): {_WAYS_OUT}."
    )


def _refused(archive: Archive, status: int) -> str:
    return f"CIFAR-10 cannot be downloaded, because {urlsplit(archive.address).hostname} answers {status}: {_WAYS_OUT}."


def _not_the_file(archive: Archive) -> str:
    return (
        f"What {urlsplit(archive.address).hostname} sent is not CIFAR-10 (its checksum differs), and was deleted; "
        "press Download again, and if it happens again, the network in between changes the file: use another."
    )


def _range_start(response: requests.Response) -> int | None:
    """The first byte of a partial response: "bytes 100-199/200" gives 100."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    start = rest.partition("-")[0]
    return int(start) if unit == "bytes" and start.isdigit() else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.0f} MB"
