"""How words become sentences."""

from collections.abc import Sequence


def full_stop(text: str) -> str:
    """`text` with a full stop at its end, unless it has an end already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def capital(text: str) -> str:
    """`text` with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "2", "2 and 3", "2, 3 and 4"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
