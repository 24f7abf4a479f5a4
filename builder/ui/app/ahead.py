"""What the other pages need is loaded while a visitor looks at the first one."""

import importlib
import logging
import threading

from builder.store.errors import StoreError
from builder.ui.app import store

log = logging.getLogger(__name__)

#: Most browsers have drawn the first page by then, and few visitors have chosen another one.
SECONDS_AFTER_FIRST_PAGE = 1.0
#: The views of the other pages, and what one loads only where it draws a chart: about a second together.
MODULES = (
    "builder.ui.course.page",
    "builder.ui.leaderboard.page",
    "builder.ui.classify.page",
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
        _read_runs()
    except StoreError as error:
        log.warning("The runs could not be read ahead: %s", error)


def _read_runs() -> None:
    """What the leaderboard keeps of designs and curves once they are read: a third of a second for 10,000 runs."""
    # Here, so that the first page does not wait for the import.
    from builder.store.board.standings import ranked, standings, thinned_curves
    from builder.ui.leaderboard.rows import MOST_ROWS
    from builder.ui.leaderboard.table import CURVE_POINTS, table_of

    db = store.database()
    rows = ranked(standings(db))[:MOST_ROWS]
    table_of(rows, thinned_curves(db, [row.run for row in rows], CURVE_POINTS), {})
