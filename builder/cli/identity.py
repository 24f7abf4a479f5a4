"""The command line's identity: one owner per home, whose secret is in a file that only its user can read."""

import os
import secrets

import sqlalchemy

from builder.cli.errors import InputError
from builder.settings import Settings
from builder.store.visitors import owner_of, set_nickname, visitor

NICKNAME = "Command line"


def command_line_owner(settings: Settings, db: sqlalchemy.Engine) -> str:
    """The owner of runs trained from this home's command line; created at first use."""
    path = settings.home / "command-line-identity"
    try:
        if not path.exists():
            # If two first commands run at once, the one that creates the file wins and the other reads it.
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="ascii") as file:
                    file.write(secrets.token_urlsafe(24))
            except FileExistsError:
                pass
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read or written ({error}); check BUILDER_HOME.") from None
    owner = owner_of(secret)
    if visitor(db, owner) is None:
        set_nickname(db, owner, NICKNAME)
    return owner
