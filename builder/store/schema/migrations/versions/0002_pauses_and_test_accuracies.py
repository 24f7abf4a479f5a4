"""Runs can be paused, started again and moved in the queue; an epoch may have a test accuracy."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("pause_requested_at", sa.Double))
    op.add_column("runs", sa.Column("restarts", sa.Integer, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("position", sa.Double))
    op.add_column("runs", sa.Column("precision_reason", sa.Text))
    op.add_column("epochs", sa.Column("test_accuracy", sa.Double))
