"""The first schema: visitors, runs, epochs, progress, test readings, tasks and guards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visitors",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("nickname", sa.String(40), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_visitors"),
    )
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("experiment", sa.Text, nullable=False),
        sa.Column("preset", sa.String(16)),
        sa.Column("dataset", sa.String(32), nullable=False),
        sa.Column("parameters", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("submitted_at", sa.Double, nullable=False),
        sa.Column("started_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("seconds", sa.Double),
        sa.Column("epochs", sa.Integer, nullable=False, server_default="0"),
        sa.Column("best_epoch", sa.Integer),
        sa.Column("kept_epoch", sa.Integer),
        sa.Column("validation_accuracy", sa.Double),
        sa.Column("test_accuracy", sa.Double),
        sa.Column("test_count", sa.Integer),
        sa.Column("end_reason", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("has_weights", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("precision", sa.String(32)),
        sa.Column("processor", sa.Text),
        sa.Column("versions", sa.Text),
        sa.Column("token", sa.String(64)),
        sa.Column("pid", sa.Integer),
        sa.Column("process_created_at", sa.Double),
        sa.Column("stop_requested_at", sa.Double),
        sa.PrimaryKeyConstraint("number", name="pk_runs"),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'paused', 'finished', 'stopped', 'failed')", name=op.f("ck_runs_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('queued', 'paused') OR test_count IS NULL",
            name=op.f("ck_runs_test_set_read_only_at_the_end"),
        ),
        sa.CheckConstraint("(state = 'running') = (token IS NOT NULL)", name=op.f("ck_runs_token_while_running")),
    )
    op.create_index("ix_runs_state_number", "runs", ["state", "number"])
    op.create_index("ix_runs_owner", "runs", ["owner"])
    op.create_table(
        "epochs",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("loss", sa.Double, nullable=False),
        sa.Column("accuracy", sa.Double, nullable=False),
        sa.Column("val_loss", sa.Double, nullable=False),
        sa.Column("val_accuracy", sa.Double, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "epoch", name="pk_epochs"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_epochs_run_id", ondelete="CASCADE"),
    )
    op.create_table(
        "progress",
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("phase", sa.String(80), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("images_done", sa.Integer, nullable=False),
        sa.Column("images_total", sa.Integer, nullable=False),
        sa.Column("images_per_second", sa.Double),
        sa.Column("seconds_left", sa.Double),
        sa.Column("updated_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_progress"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_progress_run_id", ondelete="CASCADE"),
    )
    op.create_table(
        "test_readings",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("correct", sa.Integer, nullable=False),
        sa.Column("read_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_test_readings"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_test_readings_run_id", ondelete="CASCADE"),
        sa.CheckConstraint("reason IN ('finished', 'requested')", name=op.f("ck_test_readings_reason")),
        sa.CheckConstraint("count > 0 AND correct BETWEEN 0 AND count", name=op.f("ck_test_readings_correct")),
    )
    op.create_index("ix_test_readings_run_id", "test_readings", ["run_id"])
    op.create_table(
        "tasks",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("run_id", sa.String(16)),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("image", sa.LargeBinary),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
        sa.Column("token", sa.String(64)),
        sa.Column("claims", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("number", name="pk_tasks"),
        sa.UniqueConstraint("id", name="uq_tasks_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_tasks_run_id", ondelete="CASCADE"),
        sa.CheckConstraint("state IN ('queued', 'working', 'done', 'failed')", name=op.f("ck_tasks_state")),
    )
    op.create_index("ix_tasks_run_id", "tasks", ["run_id"])
    op.create_index("ix_tasks_state_number", "tasks", ["state", "number"])
    op.create_index("ix_tasks_updated_at", "tasks", ["updated_at"])
    guards = op.create_table(
        "guards", sa.Column("name", sa.String(32), nullable=False), sa.PrimaryKeyConstraint("name", name="pk_guards")
    )
    op.bulk_insert(guards, [{"name": "queue"}, {"name": "tasks"}, {"name": "visitors"}])
