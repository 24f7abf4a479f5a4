"""The commands that keep a home in one file: backup and restore."""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.cli.errors import CommandFailed, InputError
from builder.cli.place import open_place
from builder.cli.result import Result
from builder.cli.terminal import say
from builder.settings import DATABASE_FILE, Settings, load_settings, settings_without_home, sqlite_url
from builder.store.backup.restore import RestoredHome
from builder.store.backup.restore import restore as restore_home
from builder.store.backup.save import save
from builder.store.errors import StoreBusyError, StoreError, StoreFullError
from builder.store.homes.unlisted import told_of
from builder.words.counts import count, noun


def backup(arguments: argparse.Namespace) -> Result:
    """Writes the home's database and the files of its runs into one file; runs go on training meanwhile."""
    _require_database(load_settings())
    place, file = open_place(), Path(os.path.abspath(arguments.file))
    with _told():
        saved = save(place.settings, place.db, file)
    if saved.unlisted is not None:
        say(f"The backup is not of all runs. {told_of(place.settings, saved.unlisted)}")
    training = f" ({saved.training:,} in training)" if saved.training else ""
    text = f"Backed up {count(saved.runs, 'run')}{training} into {file}: {saved.bytes / 1e6:,.1f} MB."
    return 0, {"file": str(file), "runs": saved.runs, "training": saved.training, "bytes": saved.bytes}, text


def restore(arguments: argparse.Namespace) -> Result:
    """Makes the home that BUILDER_HOME names, which must be empty, of a backup."""
    settings, file = settings_without_home(), Path(os.path.abspath(arguments.file))
    with _told():
        restored = restore_home(settings, file)
    interrupted = restored.interrupted
    document = {
        "home": str(settings.home),
        "created_at": restored.about.created_at,
        "runs": restored.runs,
        "queued": interrupted.queued,
        "paused": interrupted.paused,
        "stopped": interrupted.stopped,
        "missing_datasets": restored.missing,
        "unreadable": restored.unreadable,
    }
    return 0, document, _said(settings, restored)


def _said(settings: Settings, restored: RestoredHome) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(restored.about.created_at))
    lines = [f"{settings.home} has {count(restored.runs, 'run')} now, as of {when}."]
    queued, paused, stopped = restored.interrupted.queued, restored.interrupted.paused, restored.interrupted.stopped
    if queued:
        lines.append(
            f"{_which(queued)} in training; {noun(len(queued), 'it goes', 'they go')} on when the app is opened."
        )
    if paused:
        lines.append(f"{_which(paused)} in training, and {noun(len(paused), 'is', 'are')} paused.")
    if stopped:
        lines.append(f"{_which(stopped)} about to be stopped, and {noun(len(stopped), 'is', 'are')} stopped.")
    if restored.unreadable:
        lines.append(
            f"{noun(len(restored.unreadable), 'Run', 'Runs')} {', '.join(restored.unreadable)} "
            f"{noun(len(restored.unreadable), 'has a design', 'have designs')} that this Model Builder cannot read: "
            "kept, but not shown in any list."
        )
    lines += [f"{title} was there, and is not on this machine: add it before you train." for title in restored.missing]
    return "\n".join(lines)


def _which(ids: tuple[str, ...]) -> str:
    return f"{noun(len(ids), 'Run', 'Runs')} {', '.join(ids)} {noun(len(ids), 'was', 'were')}"


def _require_database(settings: Settings) -> None:
    """Raises InputError for a home without a database: the name of the home is probably wrong."""
    file = settings.home / DATABASE_FILE
    if settings.database_url == sqlite_url(file) and not file.exists():
        raise InputError(f"There is no database in {settings.home}; set BUILDER_HOME to the home to back up.")


@contextmanager
def _told() -> Iterator[None]:
    """What may pass is status 1; what has to be changed first is status 2."""
    try:
        yield
    except (StoreBusyError, StoreFullError) as error:
        raise CommandFailed(str(error)) from None
    except StoreError as error:
        raise InputError(str(error)) from None
