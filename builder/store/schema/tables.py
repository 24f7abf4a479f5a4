"""The tables of the newest schema. A change here needs a new file in migrations/versions.

Times are unix seconds. `number` columns count rows in the order in which they were added.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

visitors = Table(
    "visitors",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("nickname", String(40), nullable=False),
    Column("created_at", Double, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("experiment", Text, nullable=False),
    Column("preset", String(16)),
    Column("dataset", String(32), nullable=False),
    Column("parameters", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("submitted_at", Double, nullable=False),
    Column("started_at", Double),
    Column("ended_at", Double),
    Column("seconds", Double),
    Column("epochs", Integer, nullable=False, server_default="0"),
    Column("best_epoch", Integer),
    Column("kept_epoch", Integer),
    Column("validation_accuracy", Double),
    Column("test_accuracy", Double),
    Column("test_count", Integer),
    Column("end_reason", Text),
    Column("error", Text),
    Column("has_weights", Boolean, nullable=False, server_default=false()),
    Column("precision", String(32)),
    Column("processor", Text),
    Column("versions", Text),
    # The attempt that may write to the run, while it is running.
    Column("token", String(64)),
    # No longer used, except by a supervisor that was started before schema 0005 and still runs.
    Column("pid", Integer),
    Column("process_created_at", Double),
    Column("stop_requested_at", Double),
    Column("pause_requested_at", Double),
    # How often the run was started again because its process had died.
    Column("restarts", Integer, nullable=False, server_default="0"),
    # The place among its owner's queued runs, smaller first; null means `number`.
    Column("position", Double),
    # Why the run trains in its number format, as a sentence.
    Column("precision_reason", Text),
    # In each call of TensorFlow; null before the run begins, and for runs from before this was recorded: then one.
    Column("steps_per_execution", Integer),
    Column("steps_reason", Text),
    # The handle of the worker that has the run: only its executor reads it.
    Column("worker", Text),
    # The home that trains the run and has its files; null for runs from before schema 0006, until a home has them.
    Column("home", String(16)),
    # When the run came out of a file, and as JSON what the file claims; null for runs that were trained here.
    Column("imported_at", Double),
    Column("claims", Text),
    # Multiply-adds a second of the training, as a share of what the machine then reached in products of large matrices;
    # null for short runs, and for those from before schema 0008.
    Column("matrix_share", Double),
    CheckConstraint("state IN ('queued', 'running', 'paused', 'finished', 'stopped', 'failed')", name="state"),
    CheckConstraint("state NOT IN ('queued', 'paused') OR test_count IS NULL", name="test_set_read_only_at_the_end"),
    CheckConstraint("(state = 'running') = (token IS NOT NULL)", name="token_while_running"),
    Index(None, "state", "number"),
    Index(None, "owner"),
)

epochs = Table(
    "epochs",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("loss", Double, nullable=False),
    Column("accuracy", Double, nullable=False),
    Column("val_loss", Double, nullable=False),
    Column("val_accuracy", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    # Only if the test set judges the epochs.
    Column("test_accuracy", Double),
)

progress = Table(
    "progress",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("phase", String(80), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("images_done", Integer, nullable=False),
    Column("images_total", Integer, nullable=False),
    Column("images_per_second", Double),
    Column("seconds_left", Double),
    Column("updated_at", Double, nullable=False),
)

test_readings = Table(
    "test_readings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reason", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("read_at", Double, nullable=False),
    CheckConstraint("reason IN ('finished', 'requested')", name="reason"),
    CheckConstraint("count > 0 AND correct BETWEEN 0 AND count", name="correct"),
)

run_groups = Table(
    "run_groups",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("created_at", Double, nullable=False),
)

run_group_members = Table(
    "run_group_members",
    metadata,
    Column("group_id", ForeignKey("run_groups.id", ondelete="CASCADE"), primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True, index=True),
    # The run's role in the group, such as "base" or "changed".
    Column("role", String(40), nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), index=True),
    Column("payload", Text, nullable=False),
    Column("image", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("progress", Text),
    Column("result", Text),
    Column("error", Text),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("token", String(64)),
    Column("claims", Integer, nullable=False, server_default="0"),
    # The home that answers the task; null for tasks from before schema 0006: any.
    Column("home", String(16)),
    CheckConstraint("state IN ('queued', 'working', 'done', 'failed')", name="state"),
    Index(None, "state", "number"),
    Index(None, "updated_at"),
)

homes = Table(
    "homes",
    metadata,
    Column("id", String(16), primary_key=True),
    # The name of the machine that it is on, for people.
    Column("machine", String(80), nullable=False),
    # Whether this database is a file within it.
    Column("holds_database", Boolean, nullable=False),
)

#: Runs that were deleted from elsewhere, whose files this home still has.
leftovers = Table(
    "leftovers",
    metadata,
    Column("home", String(16), primary_key=True),
    Column("run_id", String(16), primary_key=True),
)

#: One row for each decision that only one transaction at a time may make; see database.lock.
guards = Table("guards", metadata, Column("name", String(32), primary_key=True))
