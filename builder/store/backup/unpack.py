"""Takes a backup apart into a folder. Nothing in the file is believed: names, sizes, and what the database holds."""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from builder.settings import DATABASE_FILE
from builder.store.artifacts.local import is_whole_file
from builder.store.backup.about import ABOUT, ARTIFACTS, DATABASE, MAX_BYTES, About, NotUnderstoodError, read_about
from builder.store.backup.archive import Member, Reader
from builder.store.backup.errors import BackupError
from builder.store.backup.ours import foreign_object
from builder.store.backup.snapshot import damage_of
from builder.store.errors import StoreError
from builder.store.ids import is_id

_RUN_FILE = re.compile(rf"{ARTIFACTS}/([^/]+)/(.+)")

#: Of each run: a bundle, a checkpoint and arrays are fewer.
MOST_FILES = 32


def unpack(archive: Reader, folder: Path) -> tuple[About, int]:
    """Writes the backup's files into `folder`; its description, and how many runs its database holds.

    The files have the names that a home gives them, and belong to runs of the database. Raises BackupError for
    anything else, with the folder half full, and OSError.
    """
    members = archive.members()
    about = _about(archive, _next(members, ABOUT, archive))
    _write(_next(members, DATABASE, archive), folder / DATABASE_FILE)
    runs = _runs_of(folder / DATABASE_FILE, archive)
    (folder / ARTIFACTS).mkdir(mode=0o700)
    files: Counter[str] = Counter()
    for member in members:
        named = _RUN_FILE.fullmatch(member.name)
        if named is None or named[1] not in runs or not is_whole_file(named[2]):
            raise archive.damaged()
        files[named[1]] += 1
        if files[named[1]] > MOST_FILES:
            raise archive.damaged()
        path = folder / member.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _write(member, path)
        except FileExistsError:
            raise archive.damaged() from None
    return about, len(runs)


def _next(members: Iterator[Member], name: str, archive: Reader) -> Member:
    member = next(members, None)
    if member is None or member.name != name:
        raise archive.damaged()
    return member


def _about(archive: Reader, member: Member) -> About:
    if member.size > MAX_BYTES:
        raise archive.damaged()
    try:
        return read_about(b"".join(member.chunks()))
    except NotUnderstoodError as error:
        if not str(error):
            raise archive.damaged() from None
        raise BackupError(f"The backup was made by a newer Model Builder ({error}); update Model Builder.") from None


def _write(member: Member, path: Path) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in member.chunks():
            file.write(chunk)


def _runs_of(database: Path, archive: Reader) -> frozenset[str]:
    """The ids of the runs in the database, which must be whole, and of tables that the product made."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            if damage_of(connection) is not None or foreign_object(connection) is not None:
                raise archive.damaged()
            ids = frozenset(row[0] for row in connection.execute("SELECT id FROM runs"))
    except (sqlite3.Error, StoreError, KeyError) as error:
        raise error if isinstance(error, BackupError) else archive.damaged() from None
    if not all(isinstance(id, str) and is_id(id) for id in ids):
        raise archive.damaged()
    return ids
