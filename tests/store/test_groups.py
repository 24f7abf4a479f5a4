"""Groups of runs: recorded with the runs, and gone with them."""

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.store.runs import lifecycle, owners
from builder.store.runs.groups import Membership, group_with, groups_of
from builder.store.schema import tables

OWNER, OTHER = "a" * 64, "b" * 64


def submit(db: Engine, group: str, role: str, owner: str = OWNER) -> str:
    return lifecycle.submit(db, Experiment(), owner, [Membership(group=group, kind="pair", role=role)]).id


def count(db: Engine) -> tuple[int, int]:
    """How many groups there are, and how many places in them."""
    with db.connect() as connection:
        return tuple(
            len(connection.execute(table.select()).all()) for table in (tables.run_groups, tables.run_group_members)
        )


def test_the_first_run_of_a_group_makes_it_and_the_next_joins_it(db: Engine):
    base, changed = submit(db, "first", "base"), submit(db, "first", "changed")
    (group,) = groups_of(db, "pair", OWNER, 10)
    assert (group.id, group.kind) == ("first", "pair")
    assert group.members == ((base, "base"), (changed, "changed"))
    assert group_with(db, "pair", changed) == group


def test_groups_are_listed_for_their_owner_by_kind_newest_first(db: Engine):
    for name in ("first", "second", "third"):
        submit(db, name, "base")
    submit(db, "theirs", "base", OTHER)
    assert [group.id for group in groups_of(db, "pair", OWNER, 2)] == ["third", "second"]
    assert groups_of(db, "seeds", OWNER, 2) == ()


def test_a_run_may_be_in_several_groups_or_in_none(db: Engine):
    both = [Membership(group="one", kind="pair", role="base"), Membership(group="all", kind="seeds", role="base")]
    run = lifecycle.submit(db, Experiment(), OWNER, both)
    alone = lifecycle.submit(db, Experiment(), OWNER)
    assert group_with(db, "pair", run.id).id == "one" and group_with(db, "seeds", run.id).id == "all"
    assert group_with(db, "pair", alone.id) is None


def test_a_deleted_run_leaves_its_group_and_the_last_one_takes_it_along(db: Engine):
    base, changed = submit(db, "first", "base"), submit(db, "first", "changed")
    owners.delete(db, base, OWNER)
    assert groups_of(db, "pair", OWNER, 10)[0].members == ((changed, "changed"),)
    owners.delete(db, changed, OWNER)
    assert count(db) == (0, 0)
