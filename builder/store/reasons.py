"""Reasons as they are stored: JSON in a text column, read back as values."""

from functools import lru_cache

from builder.progress.reason import Reason, from_json, to_json
from builder.store.errors import one_line


def reason_text(reason: Reason | None) -> str | None:
    """The reason as a column stores it. Text in it becomes one line of at most 500 characters."""
    if reason is None:
        return None
    texts = {name: one_line(value) for name, value in reason if isinstance(value, str)}
    return to_json(reason.model_copy(update=texts))


@lru_cache(maxsize=20_000)
def reason_of(text: str | None) -> Reason | None:
    """The reason in a column; a sentence that an older version stored becomes Told."""
    return from_json(text) if text else None
