"""Runs and tasks belong to a home. Those of before belong to none, until a home has their files."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("home", sa.String(16)))
    op.add_column("tasks", sa.Column("home", sa.String(16)))
    op.create_table(
        "homes",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("machine", sa.String(80), nullable=False),
        sa.Column("holds_database", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_homes"),
    )
    op.create_table(
        "leftovers",
        sa.Column("home", sa.String(16), nullable=False),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("home", "run_id", name="pk_leftovers"),
    )
