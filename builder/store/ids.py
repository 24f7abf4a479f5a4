"""Short names for runs and tasks."""

import re
import secrets

# Lower case only, since some file systems ignore case; no letters that look like digits. An id starts
# with a letter, so that no spreadsheet takes it for a number.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CHARACTERS = _LETTERS + "23456789"
_LENGTH = 8
_PATTERN = re.compile(f"[{_LETTERS}][{_CHARACTERS}]{{{_LENGTH - 1}}}")


def new_id() -> str:
    """A random id of eight letters and digits, safe in URLs and as a file name."""
    return secrets.choice(_LETTERS) + "".join(secrets.choice(_CHARACTERS) for _ in range(_LENGTH - 1))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; nothing else may become part of a path."""
    return _PATTERN.fullmatch(text) is not None


def new_token() -> str:
    """A random token that nobody can guess."""
    return secrets.token_hex(16)
