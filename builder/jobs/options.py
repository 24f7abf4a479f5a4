"""Numbers that environment variables may set: for a larger machine, and for tests that cannot wait."""

import logging
import os

log = logging.getLogger(__name__)


def number(name: str, default: float, at_least: float = 0.0) -> float:
    """The number in the environment variable `name`; `default` if it is unset, not a number or too small.

    A background process has nobody to ask: an unusable value is logged, and the default used.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if at_least <= value < float("inf"):
        return value
    log.warning("%s is %r; expected a number of at least %g, so %g is used", name, text[:40], at_least, default)
    return default
