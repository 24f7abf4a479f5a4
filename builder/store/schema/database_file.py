"""A SQLite file under a running process: another one at its path is noticed and opened, without a restart."""

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from builder.design.base import Value
from builder.store.schema.database_errors import FILE_BACK, FILE_GONE, FILE_REPLACED, FILE_WITHOUT_RUNS, as_store_error
from builder.store.schema.tables import runs

log = logging.getLogger(__name__)

#: The option of an engine that holds its DatabaseFile.
OPTION = "builder_file"


class FileChange(Value):
    """That another file is used from now on, when it was noticed (unix seconds), and the sentence that says so."""

    at: float
    sentence: str


class DatabaseFile:
    """The file of an engine; `change` is what happened to it last, None as long as it is the first one.

    `prepared` opens what is at the path as at the start: created or migrated where needed.
    """

    def __init__(self, path: Path, prepared: Callable[[], Engine]):
        self.path, self.change = path, None
        self._prepared, self._lock, self._opened = prepared, threading.Lock(), self._identity()
        # By their numbers. One that is given again to another file makes only a sentence wrong.
        self._earlier = {self._opened}

    change: FileChange | None

    def is_there(self) -> bool:
        """Whether the file that this process uses is at its path."""
        return self._identity() == self._opened

    def follow(self, db: Engine) -> None:
        """Opens the file at the path if it is another one than before; asked before every transaction."""
        # A connection that is kept open keeps the file's number from being given to another file.
        if self.is_there():
            return
        with self._lock:
            if self.is_there():  # by another thread
                return
            was_there = self._has_content()
            fresh = self._prepared()
            try:
                self.change = FileChange(at=time.time(), sentence=self._told(fresh, was_there=was_there))
                self._opened = self._identity()
                self._earlier.add(self._opened)
                db.dispose()  # every connection to the file that was there before
            finally:
                fresh.dispose()
            log.warning("%s: %s", self.path, self.change.sentence)

    def _told(self, fresh: Engine, *, was_there: bool) -> str:
        """`was_there` says whether a file with content was at the path before this process opened it."""
        with as_store_error(), fresh.connect() as connection:
            is_empty = connection.execute(select(runs.c.id).limit(1)).first() is None
        if is_empty:  # another process of the app may have made the file that was there
            sentence = FILE_WITHOUT_RUNS if was_there else FILE_GONE
        else:
            sentence = FILE_BACK if self._identity() in self._earlier else FILE_REPLACED
        return sentence.format(name=self.path.name)

    def _has_content(self) -> bool:
        identity = self._identity()
        return identity is not None and not identity[2]

    def _identity(self) -> tuple[int, int, bool] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_size == 0  # emptied in its place, it is another one too


def file_of(db: Engine | Connection) -> DatabaseFile | None:
    """The file that the engine follows; None where it follows none."""
    return db.get_execution_options().get(OPTION)


def has_changed(db: Engine | Connection) -> bool:
    """Whether another file took the place of the one that this process opened first, or that one came back."""
    file = file_of(db)
    return file is not None and file.change is not None


def path_of(connection: Connection) -> Path | None:
    """The absolute path of a SQLite database; None for any other, and for one in memory."""
    if connection.dialect.name != "sqlite":
        return None
    files = {row[1]: row[2] for row in connection.exec_driver_sql("PRAGMA database_list")}
    return Path(files["main"]) if files["main"] else None
