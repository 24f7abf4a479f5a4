"""Groups of runs are recorded. Earlier pairs, recognisable only by their names, are searched for once."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

from builder.store.ids import new_id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_RUNS = sa.table("runs", *(sa.column(name) for name in ("number", "id", "name", "owner", "experiment", "submitted_at")))
_GROUPS = sa.table("run_groups", *(sa.column(name) for name in ("id", "kind", "created_at")))
_MEMBERS = sa.table("run_group_members", *(sa.column(name) for name in ("group_id", "run_id", "role")))


def upgrade() -> None:
    op.create_table(
        "run_groups",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_run_groups"),
        sa.UniqueConstraint("id", name="uq_run_groups_id"),
    )
    op.create_table(
        "run_group_members",
        sa.Column("group_id", sa.String(16), nullable=False),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "run_id", name="pk_run_group_members"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["run_groups.id"], name="fk_run_group_members_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_group_members_run_id", ondelete="CASCADE"),
    )
    op.create_index("ix_run_group_members_run_id", "run_group_members", ["run_id"])
    record_pairs_by_name(op.get_bind())


def record_pairs_by_name(connection: sa.Connection) -> None:
    """Records the existing pairs, and which of them ask the same question with several seeds.

    A pair was queued in one go: the changed run is its owner's next after the base, is named after it ("P4" and
    "P4 + …"), and has the same data, seed and epochs. As always, the two designs show what it changes.
    """
    questions: dict[str, str] = {}
    for base, changed, question in _pairs(connection):
        if question not in questions:
            questions[question] = _new_group(connection, "seeds", changed.submitted_at)
        for group in (_new_group(connection, "pair", changed.submitted_at), questions[question]):
            for run, role in ((base, "base"), (changed, "changed")):
                connection.execute(sa.insert(_MEMBERS).values(group_id=group, run_id=run.id, role=role))


def _pairs(connection: sa.Connection) -> Iterator[tuple[sa.Row[Any], sa.Row[Any], str]]:
    """Base, changed, and the question that both ask, without their seed; in the order of submission."""
    rows = connection.execute(sa.select(_RUNS).order_by(_RUNS.c.owner, _RUNS.c.number)).all()
    named = [
        (base, changed)
        for base, changed in pairwise(rows)
        if base.owner == changed.owner and changed.name.startswith(f"{base.name} + ")
    ]
    for base, changed in sorted(named, key=lambda pair: pair[1].number):
        try:
            designs = [json.loads(run.experiment) for run in (base, changed)]
            seeds = [design["training"].pop("seed") for design in designs]
            shared = [(design["data"], design["training"]["epochs"]) for design in designs]
        except (ValueError, KeyError, TypeError, AttributeError):  # a design that cannot be read is not part of a pair
            continue
        if seeds[0] == seeds[1] and shared[0] == shared[1] and designs[0] != designs[1]:
            yield base, changed, json.dumps([base.owner, *designs], sort_keys=True)


def _new_group(connection: sa.Connection, kind: str, created_at: float) -> str:
    id = new_id()
    connection.execute(sa.insert(_GROUPS).values(id=id, kind=kind, created_at=created_at))
    return id
