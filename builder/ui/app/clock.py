"""Times as the visitor's clock shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def usable_timezone(name: str | None) -> str:
    """The browser's time zone; UTC if this machine does not know it ("Etc/Unknown")."""
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def local_time(seconds: float) -> str:
    """A unix time in the browser's time zone: "27 Nov 2026, 21:40"."""
    return f"{local_date(seconds)}{_moment(seconds):, %H:%M}"


def local_date(seconds: float) -> str:
    """The day of it there: "27 Nov 2026"."""
    moment = _moment(seconds)
    return f"{moment.day} {moment:%b %Y}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, ZoneInfo(usable_timezone(st.context.timezone)))
