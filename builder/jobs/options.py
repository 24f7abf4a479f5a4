"""Numbers that environment variables may set: for a larger machine, and for tests that cannot wait."""

import logging
import os
import re
from collections.abc import Mapping

from builder.settings import SettingsError

#: Python alone reads 1_0, ١٠ and 1e1 as ten: elsewhere they are slips.
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")

log = logging.getLogger(__name__)

#: The least that each may be.
LEAST = {
    "BUILDER_PARALLEL_RUNS": 1.0,
    "BUILDER_WAITING_RUNS": 1.0,
    "BUILDER_OPEN_TASKS": 1.0,
    "BUILDER_SILENCE_SECONDS": 1.0,
    "BUILDER_STILL_SECONDS": 1.0,
    "BUILDER_PATIENCE_SECONDS": 0.0,
    "BUILDER_STANDBY_SECONDS": 0.0,
    "BUILDER_IDLE_SECONDS": 0.0,
    "BUILDER_INFERENCE_IDLE_SECONDS": 0.0,
    "BUILDER_FALSE_ALARM_PERCENT": 0.0,
    "BUILDER_NICE": 0.0,
}

#: The most that some may be.
MOST = {"BUILDER_FALSE_ALARM_PERCENT": 50.0}  # with more, most pictures would be called none of the classes


def number(name: str, default: float) -> float:
    """The number in the environment variable `name`, one of LEAST; `default` if it is unset or cannot be used.

    A background process has nobody to ask: what cannot be used is logged, and the default used.
    """
    try:
        value = _given(name, os.environ)
    except SettingsError as error:
        log.warning("%s So %g is used.", error, default)
        return default
    return default if value is None else value


def check_numbers(environment: Mapping[str, str] = os.environ) -> None:
    """Raises SettingsError, a sentence, for the first variable whose value cannot be used."""
    for name in LEAST:
        _given(name, environment)


def _given(name: str, environment: Mapping[str, str]) -> float | None:
    text = environment.get(name, "").strip()
    if not text:
        return None
    value = float(text) if _DECIMAL.fullmatch(text) else float("nan")
    if LEAST[name] <= value < float("inf") and value <= MOST.get(name, value):
        return value
    expected = f"at least {LEAST[name]:g}" if name not in MOST else f"{LEAST[name]:g} to {MOST[name]:g}"
    raise SettingsError(f"{name} is {text[:40]!r}; expected a number of {expected}.")
