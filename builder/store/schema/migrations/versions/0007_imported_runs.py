"""Runs may come out of a file: when they were imported, and what the file claims about them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("imported_at", sa.Double))
    op.add_column("runs", sa.Column("claims", sa.Text))
