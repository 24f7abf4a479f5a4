"""An epoch may have a test accuracy: where the test set judges, as in the slides' project 18."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("epochs", sa.Column("test_accuracy", sa.Double))
