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
    moment = datetime.fromtimestamp(seconds, ZoneInfo(usable_timezone(st.context.timezone)))
    return f"{moment.day} {moment:%b %Y, %H:%M}"
