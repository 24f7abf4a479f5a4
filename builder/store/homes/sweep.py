"""Removes what no run needs any more from this home: what other homes' processes could not."""

from sqlalchemy import Engine, delete, select

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.homes.identity import home_of
from builder.store.runs.records import ENDED
from builder.store.schema.database import reading, writing
from builder.store.schema.tables import leftovers, runs


def sweep(settings: Settings, db: Engine) -> int:
    """Removes the files of runs that were deleted elsewhere, and the checkpoints of runs that were ended elsewhere.

    Only what the database names is removed: another database, or an empty one, costs no file. Returns the number of
    runs. Raises StoreError.
    """
    home, files = home_of(settings), artifacts_of(settings)
    with reading(db) as connection:
        deleted = connection.execute(select(leftovers.c.run_id).where(leftovers.c.home == home)).scalars().all()
        checkpoints = files.with_checkpoint()
        over = select(runs.c.id).where(runs.c.id.in_(checkpoints), runs.c.home == home, runs.c.state.in_(ENDED))
        ended = connection.execute(over).scalars().all() if checkpoints else []
    for id in ended:
        files.remove_checkpoint(id)
    for id in deleted:
        files.remove(id)
        with writing(db) as connection:
            connection.execute(delete(leftovers).where(leftovers.c.home == home, leftovers.c.run_id == id))
    return len(ended) + len(deleted)
