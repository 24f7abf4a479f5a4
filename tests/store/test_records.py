"""Reading runs: in order, filtered, ranked, and without touching what is not asked for."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event, insert, update

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.store import visitors
from builder.store.errors import RunNotFoundError, UnreadableDesignError
from builder.store.ids import is_id, new_id
from builder.store.runs import attempts, kept, lifecycle, owners, queue, readings, records
from builder.store.runs.curves import curves_of, epochs_of, progress_of
from builder.store.runs.kept import kept_runs
from builder.store.schema import tables
from builder.store.schema.database import writing

OWNER, OTHER = "a" * 64, "b" * 64


def ended(db: Engine, name: str, validation_accuracy: float | None, dataset: str = "digits") -> str:
    """A finished run with that validation accuracy; None for one that failed before its first epoch."""
    id = lifecycle.submit(db, Experiment(name=name, data=Data(images=dataset)), OWNER).id
    _, token = lifecycle.claim_next(db)
    if validation_accuracy is None:
        lifecycle.fail(db, id, token, Told(text="It broke."))
        return id
    one = Epoch(epoch=1, loss=1, accuracy=0.5, val_loss=1, val_accuracy=validation_accuracy, seconds=1)
    attempts.record_epoch(
        db, id, token, one, best_epoch=1, kept_epoch=1, validation_accuracy=validation_accuracy, seconds=1.0
    )
    attempts.record_weights(db, id, token)
    lifecycle.finish(db, id, token, end_reason=None, seconds=1.0)
    return id


def names(runs) -> list[str]:
    return [run.name for run in runs]


def test_lists_begin_with_the_newest_and_can_be_narrowed(db: Engine):
    ended(db, "first", 0.5)
    lifecycle.submit(db, Experiment(name="second"), OTHER)
    lifecycle.submit(db, Experiment(name="third"), OWNER)
    assert names(records.list_runs(db)) == ["third", "second", "first"]
    assert names(records.list_runs(db, states=records.ACTIVE)) == ["third", "second"]
    assert names(records.list_runs(db, states=["finished"])) == ["first"]
    assert names(records.list_runs(db, states=[])) == []
    assert names(records.list_runs(db, owner=OWNER)) == ["third", "first"]
    assert names(records.list_runs(db, states=records.ACTIVE, owner=OWNER, limit=1)) == ["third"]


def test_curves_come_together_and_only_what_is_new_of_one(db: Engine):
    first, second = ended(db, "one", 0.5), ended(db, "two", 0.25)
    curves = curves_of(db, [second, "unknown2", first])
    assert list(curves) == [second, "unknown2", first]
    assert [epoch.val_accuracy for epoch in curves[first]] == [0.5]
    assert curves["unknown2"] == ()
    assert curves_of(db, []) == {}
    assert epochs_of(db, first, after=1) == ()
    assert epochs_of(db, "unknown2") == ()


def test_a_run_that_does_not_exist_is_told_in_one_line_whatever_was_asked_for(db: Engine):
    with pytest.raises(RunNotFoundError, match="There is no run") as error:
        records.get_run(db, "<b>\n" + "x" * 10_000)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_a_run_without_a_place_in_the_queue_has_none(db: Engine):
    assert queue.queue_position(db, ended(db, "one", 0.5)) is None
    assert queue.queue_position(db, "unknown2") is None
    assert progress_of(db, "unknown2") is None


def test_one_design_that_cannot_be_read_does_not_hide_the_others(db: Engine):
    ended(db, "readable", 0.5)
    unreadable = ended(db, "from the future", 0.9)
    with writing(db) as connection:
        values = {"experiment": '{"version": 99}'}
        connection.execute(update(tables.runs).where(tables.runs.c.id == unreadable).values(values))
    assert names(records.list_runs(db)) == ["readable"]
    with pytest.raises(UnreadableDesignError, match="version 99"):
        records.get_run(db, unreadable)


def test_listing_a_thousand_runs_is_one_statement_that_reads_no_epochs(db: Engine):
    ended(db, "first", 0.5)
    with writing(db) as connection:
        row = dict(connection.execute(tables.runs.select()).one()._mapping)
        del row["number"]
        rows = [{**row, "id": new_id(), "name": f"run {number}"} for number in range(999)]
        connection.execute(insert(tables.runs), rows)
    statements: list[str] = []
    event.listen(db, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    assert len(records.list_runs(db)) == 1000
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(selects) == 1
    assert not any("FROM epochs" in statement or "JOIN epochs" in statement for statement in selects)


def test_a_run_that_has_not_changed_is_not_made_anew_and_one_that_has_is(db: Engine):
    ended(db, "first", 0.5)
    ended(db, "second", 0.6)
    first, second = kept_runs(db)
    owners.rename(db, second.id, second.owner, "another name")
    again, renamed = kept_runs(db)
    assert again is first
    assert (renamed.id, renamed.name, renamed.experiment.name) == (second.id, "another name", "another name")


@pytest.mark.parametrize(
    "change",
    [
        lambda db, run: owners.rename(db, run.id, run.owner, "another name"),
        lambda db, run: visitors.set_nickname(db, run.owner, "Ada"),
        lambda db, run: readings.record_test_reading(db, run.id, count=10, correct=5),
        lambda db, run: owners.delete(db, run.id, run.owner),
    ],
    ids=["rename", "nickname", "reading", "delete"],
)
def test_whatever_can_still_happen_to_a_run_that_has_ended_is_seen_by_the_next_look(db: Engine, change):
    ended(db, "first", 0.5)
    (before,) = kept_runs(db)
    change(db, before)
    after = kept_runs(db)
    assert after == records.list_runs(db) and after != (before,)


def test_two_that_look_at_once_read_the_runs_once(db: Engine, monkeypatch):
    ended(db, "first", 0.5)
    ended(db, "second", 0.6)
    read = []

    def slowly(db: Engine, ids):
        read.append(len(ids))
        time.sleep(0.3)  # until the other has come as well
        return records.runs_by_id(db, ids)

    monkeypatch.setattr(kept, "runs_by_id", slowly)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(kept_runs, [db, db])
    assert read == [2] and one == other and names(one) == ["first", "second"]


def test_more_runs_than_a_statement_may_name_are_read_together(db: Engine, monkeypatch):
    monkeypatch.setattr(kept, "_MOST_IDS", 1)
    unreadable = ended(db, "from the future", 0.9)
    with writing(db) as connection:
        values = {"experiment": '{"version": 99}'}
        connection.execute(update(tables.runs).where(tables.runs.c.id == unreadable).values(values))
    ended(db, "first", 0.5)
    ended(db, "second", 0.6)
    lifecycle.submit(db, Experiment(name="waits"), OWNER)
    assert names(kept_runs(db)) == ["first", "second"]
    assert kept_runs(db) == tuple(reversed(records.list_runs(db, states=records.ENDED)))


def test_ids_are_short_safe_in_file_names_and_never_the_same():
    ids = {new_id() for _ in range(10_000)}
    assert len(ids) == 10_000
    assert all(is_id(id) and len(id) == 8 and id == id.lower() and id[0].isalpha() for id in ids)
