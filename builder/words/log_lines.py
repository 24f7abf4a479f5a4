"""What processes write into logs: dated lines, in which nothing is left that a terminal would obey."""

import logging
import sys
from types import TracebackType

from builder.words.inert import printable, printable_lines

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LogLines(logging.Formatter):
    """The date and the message on one line, and an exception as Python writes it; control characters are escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return printable(super().formatMessage(record))

    def formatException(self, ei: Raised) -> str:
        return printable_lines(super().formatException(ei))


def log_to_stderr(logger: str | None = None, level: int = logging.INFO) -> None:
    """Writes what this logger (None: any) and those under it report, from that level on, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLines())
    chosen = logging.getLogger(logger)
    chosen.addHandler(handler)
    chosen.setLevel(level)
