"""Records how many steps a run trains in each call of TensorFlow, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("steps_per_execution", sa.Integer))
    op.add_column("runs", sa.Column("steps_reason", sa.Text))
