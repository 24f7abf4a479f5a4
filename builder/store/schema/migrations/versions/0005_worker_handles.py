"""Which worker has a run is stored as one text, which only the executor that wrote it reads.

The old columns stay: a supervisor of the old version, which may still run while this is applied, reads them.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_RUNS = sa.table("runs", *(sa.column(name) for name in ("id", "pid", "process_created_at", "worker")))


def upgrade() -> None:
    op.add_column("runs", sa.Column("worker", sa.Text))
    connection = op.get_bind()
    running = sa.select(_RUNS.c.id, _RUNS.c.pid, _RUNS.c.process_created_at).where(_RUNS.c.pid.is_not(None))
    for run in connection.execute(running).all():
        handle = json.dumps({"pid": run.pid, "created": run.process_created_at})
        connection.execute(sa.update(_RUNS).where(_RUNS.c.id == run.id).values(worker=handle))
