"""Files that a person names on the command line: what goes wrong with one is a sentence."""

import errno
import os
from pathlib import Path

from builder.cli.errors import InputError
from builder.given_files import read_given, why_not_written, write_given


def read_input(path: Path, most: int, called: str, expected: str) -> bytes:
    """At most `most` bytes of the file; raises InputError: "`called` cannot be read (why); expected `expected`."."""
    try:
        return read_given(path, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"{called} cannot be read ({reason}); expected {expected}.") from None


def check_output_folder(path: Path) -> None:
    """Before work whose result is written there; raises InputError, as `write_output` would after it."""
    if not path.parent.is_dir():
        raise _not_written(path, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)))


def write_output(path: Path, data: bytes) -> None:
    """Writes the file that --output names; raises InputError."""
    try:
        write_given(path, data)
    except (OSError, ValueError) as error:
        raise _not_written(path, error) from None


def _not_written(path: Path, error: OSError | ValueError) -> InputError:
    reason = why_not_written(path, error) if isinstance(error, OSError) else "not a file name"
    return InputError(f"{path} cannot be written ({reason}); give --output a place that can.")
