"""What a waiting command does while the database is busy or away: it says so, and goes on once it is back.

What it waits for is away too where the database's file was moved away or replaced: it may come back with the file.
"""

import time
from collections.abc import Callable, MutableMapping
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from builder.cli.errors import InputError
from builder.cli.terminal import raise_lost_interrupt, say
from builder.jobs.options import number
from builder.jobs.retry import PATIENCE_SECONDS
from builder.store.errors import DatabaseTroubleError, RunNotFoundError, TaskNotFoundError
from builder.store.schema.database import hurried
from builder.store.schema.database_file import has_changed
from builder.words.durations import duration

P = ParamSpec("P")
R = TypeVar("R")

#: After so many seconds without a lock a command says that it waits.
SILENT_SECONDS = 2.0
PAUSE = 0.2
#: Within so many seconds of the last time it does not say so again: a slow machine answers late again and again.
AGAIN_SECONDS = 60.0
NO_ANSWER = "The database does not answer; waiting for it."
REPLACED = "The database's file was moved away or replaced; waiting for the earlier one to come back."

#: When it was last said of a database that it is waited for.
_said: MutableMapping[Engine, float] = WeakKeyDictionary()


def ask(call: Callable[Concatenate[Engine, P], R], db: Engine, *args: P.args, **kwargs: P.kwargs) -> R:
    """`call(db, *args, **kwargs)`, asked again while the database cannot be used; says on stderr that it waits.

    Raises InputError after PATIENCE_SECONDS (or BUILDER_PATIENCE_SECONDS): as long as a training process waits; and
    RunNotFoundError or TaskNotFoundError, after the same time where the database's file was replaced meanwhile.
    """
    patience = number("BUILDER_PATIENCE_SECONDS", PATIENCE_SECONDS)
    soon, began = hurried(db, SILENT_SECONDS), None
    while True:
        raise_lost_interrupt()
        try:
            return call(soon, *args, **kwargs)
        except (DatabaseTroubleError, RunNotFoundError, TaskNotFoundError) as error:
            is_trouble = isinstance(error, DatabaseTroubleError)
            if not is_trouble and not has_changed(db):
                raise
            if began is None:
                began = time.monotonic()
                _say_that_it_waits(db, NO_ANSWER if is_trouble else REPLACED)
            elif time.monotonic() - began > patience:
                if not is_trouble:
                    raise
                raise InputError(
                    f"The database has not answered for {duration(patience)}, so this command ends; what was started "
                    f"goes on without it. {error}"
                ) from None
        time.sleep(PAUSE)


def _say_that_it_waits(db: Engine, why: str) -> None:
    now = time.monotonic()
    if now - _said.get(db, -AGAIN_SECONDS) >= AGAIN_SECONDS:
        _said[db] = now
        say(f"{why} Ctrl+C ends the waiting: what was started goes on.")
