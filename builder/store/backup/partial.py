"""The file in which a backup is written before it has its name, and what a killed backup leaves of it."""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

#: Hidden, and without the backup's own ending, so that a pattern such as *.tar* never takes it for a backup.
_NAME = re.compile(r"\.model-builder-[0-9a-f]{16}\.partial")
#: In the folder where the home gathers a backup: the path of the file that is being written.
_NOTE = "partial"


def partial_beside(file: Path, gathered: Path) -> Path:
    """A new name beside `file`; noted in the folder `gathered`, so that the home's next backup can remove it."""
    aside = file.with_name(f".model-builder-{secrets.token_hex(8)}.partial")
    (gathered / _NOTE).write_bytes(os.fsencode(aside))
    return aside


def remove_left(gathered: Path) -> None:
    """Removes the file that a killed backup noted in this folder; nobody else's, whatever the note says."""
    with suppress(OSError, ValueError):
        left = Path(os.fsdecode((gathered / _NOTE).read_bytes()))
        if _NAME.fullmatch(left.name) and stat.S_ISREG(left.lstat().st_mode):
            left.unlink()
