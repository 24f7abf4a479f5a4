"""What the other pages need is loaded while a visitor looks at the first one."""

import importlib
import logging
import threading

from builder.runs.errors import StoreError
from builder.runs.standings import standings
from builder.ui import store

log = logging.getLogger(__name__)

#: The first page has been drawn by then, also in a slow browser.
SECONDS_AFTER_FIRST_PAGE = 4.0
#: The views of the other pages, and what they load only where they draw a table or a chart: about a second together.
MODULES = (
    "builder.ui.views.course",
    "builder.ui.views.leaderboard",
    "builder.ui.views.classify",
    "pandas",
    "altair",
)

_lock = threading.Lock()
_begun = False


def load_other_pages_soon() -> None:
    """Begins once a process; whoever is quicker than it just waits for what is still missing."""
    global _begun
    with _lock:
        if _begun:
            return
        _begun = True
    timer = threading.Timer(SECONDS_AFTER_FIRST_PAGE, _load)
    timer.daemon = True
    timer.start()


def _load() -> None:
    for module in MODULES:
        try:
            importlib.import_module(module)
        except Exception:  # the page that needs it will say so
            log.exception("%s could not be loaded ahead", module)
    try:
        standings(store.database())  # keeps what it reads of designs: a quarter of a second for 10,000 runs
    except StoreError as error:
        log.warning("The runs could not be read ahead: %s", error)
