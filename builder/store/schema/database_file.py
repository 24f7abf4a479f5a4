"""A SQLite file under a running process: another one at its path is noticed and opened, without a restart."""

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from builder.design.base import Value
from builder.store.schema.database_errors import FILE_GONE, FILE_REPLACED, as_store_error
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

    change: FileChange | None

    def follow(self, db: Engine) -> None:
        """Opens the file at the path if it is another one than before; asked before every transaction."""
        # A connection that is kept open keeps the file's number from being given to another file.
        if self._identity() == self._opened:
            return
        with self._lock:
            if self._identity() == self._opened:  # by another thread
                return
            fresh = self._prepared()
            try:
                self.change = FileChange(at=time.time(), sentence=self._told(fresh))
                self._opened = self._identity()
                db.dispose()  # every connection to the file that was there before
            finally:
                fresh.dispose()
            log.warning("%s: %s", self.path, self.change.sentence)

    def _told(self, fresh: Engine) -> str:
        # Another process may have made the new file: so what it holds counts, not whether there was one.
        with as_store_error(), fresh.connect() as connection:
            is_empty = connection.execute(select(runs.c.id).limit(1)).first() is None
        return (FILE_GONE if is_empty else FILE_REPLACED).format(name=self.path.name)

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
