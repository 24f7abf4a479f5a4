"""Runs of the command line's own: measured, renamed and deleted there."""

import json

import pytest

from builder.cli import own_runs
from builder.cli.identity import command_line_owner
from builder.jobs.service import starting
from builder.proof.importing import import_run
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle
from builder.store.runs.imported import record_evaluation
from builder.store.runs.records import Run, get_run, list_runs
from tests.cli.own_place import place, told
from tests.proof.conftest import EXPERIMENT, JUDGES, bundled, run

__all__ = ["bundled", "place", "run"]


@pytest.fixture
def mine(settings, db, bundled) -> Run:
    """An imported run of the command line, beside `run`, which is somebody's."""
    return import_run(settings, db, bundled, command_line_owner(settings, db))


def test_an_imported_run_is_evaluated_here_and_only_once(db, mine: Run, capsys, monkeypatch):
    counts = {"validation_correct": 14, "validation_count": JUDGES, "test_correct": 9, "test_count": JUDGES}
    asked = []

    def answer(_, task, nothing: str) -> None:
        asked.append((task.kind, task.run_id))
        record_evaluation(db, task.run_id, **counts)

    monkeypatch.setattr(starting, "call_supervisor", lambda settings: None)
    monkeypatch.setattr(own_runs, "answer_to", answer)
    status, out, _ = told(capsys, "evaluate", mine.id, "--json")
    assert (status, json.loads(out)["test_accuracy"], asked) == (0, 9 / JUDGES, [("evaluate", mine.id)])
    status, out, err = told(capsys, "evaluate", mine.id)
    assert (status, out, err.count("\n")) == (2, "", 1) and "measured on the test set already" in err


def test_an_evaluation_that_shows_a_leak_says_so_in_its_line(db, mine: Run, capsys, monkeypatch):
    counts = {"validation_correct": 15, "validation_count": JUDGES, "test_correct": 1, "test_count": JUDGES}
    monkeypatch.setattr(starting, "call_supervisor", lambda settings: None)
    monkeypatch.setattr(own_runs, "answer_to", lambda _, task, nothing: record_evaluation(db, task.run_id, **counts))
    leak = "validation 12 standard errors above test"
    status, out, _ = told(capsys, "evaluate", mine.id)
    assert status == 0 and f"(imported)  ({leak})" in out
    for command in ("leaderboard", "runs"):
        listed = json.loads(told(capsys, command, "--json")[1])
        assert [one["marks"] for one in listed if one["run"] == mine.id] == [["imported", leak]]


def test_a_run_is_renamed(db, mine: Run, capsys):
    status, out, _ = told(capsys, "rename", mine.id, " After\tall ", "--json")
    assert (status, json.loads(out)["name"], get_run(db, mine.id).name) == (0, "After all", "After all")
    status, out, err = told(capsys, "rename", mine.id, "  ")
    assert (status, out, err.count("\n")) == (2, "", 1) and "The name is empty" in err


def test_runs_are_deleted_with_their_files_all_or_none(settings, db, run: Run, mine: Run, capsys):
    waiting = lifecycle.submit(db, EXPERIMENT, mine.owner)
    for other, why in ((run.id, "only its owner can delete it"), (waiting.id, "stop "), ("zzzzzzzz", "no run")):
        status, out, err = told(capsys, "delete", mine.id, other)
        assert (status, out, err.count("\n")) == (2, "", 1) and why in err
        assert get_run(db, mine.id)
    status, out, _ = told(capsys, "delete", mine.id, mine.id, "--json")
    assert (status, json.loads(out)) == (0, {"deleted": [mine.id]})
    assert {one.id for one in list_runs(db)} == {run.id, waiting.id}
    assert not artifacts_of(settings).folder(mine.id).exists() and artifacts_of(settings).folder(run.id).exists()


def test_who_sits_at_the_machine_deletes_anybodys_run_that_has_ended(settings, db, run: Run, mine: Run, capsys):
    waiting = lifecycle.submit(db, EXPERIMENT, run.owner)
    status, _, err = told(capsys, "delete", run.id)
    assert status == 2 and "--anybodys" in err and err.count("\n") == 1
    assert told(capsys, "delete", "--anybodys", waiting.id)[0] == 2
    assert told(capsys, "delete", "--anybodys", run.id)[0] == 0
    assert {one.id for one in list_runs(db)} == {mine.id, waiting.id}
    assert not artifacts_of(settings).folder(run.id).exists()


def test_what_is_somebody_else_s_is_neither_renamed_nor_evaluated(db, run: Run, capsys):
    for arguments, why in ((("rename", run.id, "Mine"), "rename"), (("evaluate", run.id), "measure")):
        status, out, err = told(capsys, *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1) and f"only its owner can {why} it" in err
    assert get_run(db, run.id).name == run.name
