"""What the pages need that a visitor has not opened yet: their code, and the runs that the leaderboard shows.

It stands beside the rooms and may know all of them; streamlit_app.py hands it to the frame.
"""

import importlib
import logging

from builder.store.errors import StoreError
from builder.ui.app import store
from builder.ui.app.ahead import wait_for_pages
from builder.ui.app.garbage import loading, set_imports_aside

log = logging.getLogger(__name__)

LEADERBOARD = "builder.ui.leaderboard.page"
#: The views of the other pages, and what one loads only where it draws a chart: half a second together.
OTHERS = (
    "altair",
    "builder.ui.course.page",
    "builder.ui.course.glossary",
    "builder.ui.classify.page",
    "builder.ui.run_page.page",
    "builder.ui.compare.page",
)


def load() -> None:
    """Import and read it; what cannot be loaded is a line in the log, as the page that needs it will say so.

    The leaderboard comes first: reading its runs takes longest. Each part waits until no page is being drawn; a page
    that needs one meanwhile loads it itself, and has the interpreter for that.
    """
    with loading():
        wait_for_pages()
        _import(LEADERBOARD)
        wait_for_pages()
        try:
            _read_runs()
        except StoreError as error:
            log.warning("The runs could not be read ahead: %s", error)
        for module in OTHERS:
            wait_for_pages()
            _import(module)
    wait_for_pages()
    set_imports_aside(anyway=True)


def _import(module: str) -> None:
    try:
        importlib.import_module(module)
    except Exception:
        log.exception("%s could not be loaded ahead", module)


def _read_runs() -> None:
    """What the leaderboard keeps of runs and curves once they are read, and what pandas loads for a first table.

    For 10,000 runs, each with another seed, half a second of the processor.
    """
    # Here, so that the first page does not wait for the import.
    from builder.course.equal_names import words_of_lines
    from builder.store.board.boards import boards_of
    from builder.store.board.curves import thinned_curves
    from builder.store.board.leaks import validation_counts
    from builder.store.board.lines import lines_of
    from builder.store.board.noise import near_best
    from builder.store.board.ranking import ranked
    from builder.store.runs.kept import kept_runs
    from builder.ui.leaderboard.cells import CURVE_POINTS, Known, table_of
    from builder.ui.leaderboard.rows import MOST_ROWS

    db = store.database()
    count_of = validation_counts(store.settings())
    lines = lines_of(ranked(kept_runs(db), count_of))
    groups = [group for board in boards_of(lines) for group in board.groups]
    for group in groups:
        near_best(group.lines, count_of)
        words_of_lines(group.lines)
    rows = [line for group in groups for line in group.lines][:MOST_ROWS]
    thinned_curves(db, [row.run for row in rows], CURVE_POINTS)
    table_of(rows[:1], Known({}, {}, {}, frozenset(), ""), None, all_columns=False)
