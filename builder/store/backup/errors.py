"""What can go wrong with a backup. str(error) is one sentence for the user."""

from pathlib import Path

from builder.store.errors import StoreError


class BackupError(StoreError):
    """What was asked cannot be done: the file, the home or the database is not what it has to be."""


def not_whole(file: Path) -> BackupError:
    """The error to raise for a file that `save` did not write, or not like this."""
    return BackupError(f"{file} is not a whole backup of Model Builder: it is damaged, cut short or something else.")
