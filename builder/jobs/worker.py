"""`python -m builder.jobs.worker RUN`: trains one run, reports to the store, and ends.

It resumes from the run's last checkpoint if there is one. The attempt's token comes in BUILDER_RUN_TOKEN. With
--standby in place of RUN it loads TensorFlow, then waits for run and token. The process survives its supervisor
and the web server; it ends when the run has ended, when someone presses Stop or Pause, or when the run no longer
belongs to it.
"""

import logging
import os
import sys

from builder.jobs import images_place, process
from builder.jobs.executor import workplace_of
from builder.jobs.executor.local import standby
from builder.jobs.home import Home
from builder.jobs.retry import patiently
from builder.jobs.work.order import Order
from builder.jobs.work.preparation import Loading, measure_while_waiting, prepare
from builder.jobs.work.training import tell, work
from builder.settings import Settings
from builder.store.errors import LostRunError
from builder.store.runs import attempts
from builder.store.schema.database import open_database

log = logging.getLogger("builder.jobs.worker")


def main() -> int:
    """Train the run named on the command line, or handed over later; 0 whenever the store knows how it ended.

    Where the end cannot be recorded, another worker resumes from here once the store can be written.
    """
    return process.run(_work)


def _work(settings: Settings) -> None:
    try:
        _serve(settings)
    except LostRunError as error:
        log.info("%s", error)


def _serve(settings: Settings) -> None:
    """Run as the worker of one run; raises StoreError, including LostRunError."""
    place, home = workplace_of(settings), Home(settings.home)
    loading: Loading = {}
    if sys.argv[1] == standby.ARGUMENT:
        orders = standby.orders()
        db = patiently(open_database, settings)
        db.dispose()  # keep no connection while waiting, which may be long
        loading = prepare(settings)
        measure_while_waiting(place.measurements, loading, orders)
        run_id, token = orders.get()
    else:
        run_id, token = sys.argv[1], os.environ.pop(standby.TOKEN_VARIABLE)
        db = patiently(open_database, settings)
    # Before doing anything for the run: if another worker has it, this one must end.
    patiently(attempts.record_worker, db, run_id, token, place.handle)
    order = Order(images_place.as_noted(settings), db, place, run_id, token, loading, home)
    tell(order, work(order))


if __name__ == "__main__":
    status = main()
    # Everything is written. An orderly shutdown of TensorFlow takes a second, where a crash would look like an error.
    os._exit(status)
