"""The store of version 1 opens with every run as it was: its design, its figures, its curve and its place.

`version_1/database.sqlite3` was written by version 1, and `version_1/expected.json` is what it read from it.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from builder import presets
from builder.design.base import Value
from builder.design.cost.memory import training_bytes
from builder.design.cost.summary import summarize
from builder.design.document import from_json
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.board.marks import marks
from builder.store.board.ranking import best_first, ranked
from builder.store.runs.curves import epochs_of
from builder.store.runs.design_text import design_text
from builder.store.runs.kept import kept_runs
from builder.store.runs.queue import queue_order
from builder.store.runs.readings import test_readings as readings_of
from builder.store.runs.records import get_run, list_runs
from builder.store.schema.database import open_database
from builder.store.visitors import visitor
from builder.words.marks import texts
from builder.words.reasons import said
from tests.design.version_1 import as_version_1, shown

KEPT = Path(__file__).parent / "version_1"
EXPECTED = json.loads((KEPT / "expected.json").read_text(encoding="utf-8"))
runs = pytest.mark.parametrize(("id", "was"), EXPECTED["runs"].items(), ids=lambda each: str(each)[:8])


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kept database once it was opened, to be copied: migrating for every test is slow."""
    home = tmp_path_factory.mktemp("version 1")
    file = Path(shutil.copy(KEPT / "database.sqlite3", home / DATABASE_FILE))
    open_database(Settings(home=home, database_url=sqlite_url(file))).dispose()
    return file


@pytest.fixture
def old(settings: Settings, migrated: Path) -> Iterator[Engine]:
    shutil.copy(migrated, Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    yield db
    db.dispose()


def test_every_run_is_there(old):
    assert [run.id for run in reversed(list_runs(old))] == list(EXPECTED["runs"])


@runs
def test_a_stored_design_is_read_as_version_2_and_means_the_same(old, id, was):
    experiment = get_run(old, id).experiment
    assert as_version_1(experiment.model_copy(update={"name": was["name"]})) == was["read_design"]
    assert shown(summarize(experiment)) == was["summary"]
    assert training_bytes(experiment) == was["training_bytes"]
    assert texts(marks(experiment)) == was["marks"]
    assert presets.identify(experiment) == was["preset_identified"]


@runs
def test_a_stored_design_that_is_written_again_is_read_back_equal(old, id, was):
    experiment = get_run(old, id).experiment
    assert from_json(experiment.to_json()) == experiment
    assert from_json(design_text(experiment)) == experiment.model_copy(update={"name": "My network"})


@runs
def test_a_run_has_the_figures_that_it_had(old, id, was):
    run = get_run(old, id)
    about = {"name", "state", "owner", "nickname", "parameters"}
    assert {name: getattr(run, name) for name in about} == {name: was[name] for name in about}
    assert run.preset == was["preset_column"]
    assert {name: as_read(getattr(run, name)) for name in was["run"]} == was["run"]


def as_read(value: object) -> object:
    """A reason as people read it; anything else as it is."""
    return said(value) if isinstance(value, Value) else value


@runs
def test_a_run_has_its_curve_and_its_test_readings(old, id, was):
    names = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "test_accuracy")
    assert [[getattr(epoch, name) for name in names] for epoch in epochs_of(old, id)] == was["epochs"]
    assert [reading.model_dump(exclude={"run_id"}) for reading in readings_of(old, id)] == was["test_readings"]


def unknown(run) -> int:
    """As many validation images as nothing can be told of: since then, a run whose accuracies show a leak has no place,
    and one of these had its test set read with other weights."""
    return 0


def test_runs_stand_where_they_stood(old):
    rows = ranked(kept_runs(old), unknown)
    known = {id: run for id, run in EXPECTED["runs"].items() if run["leaderboard_order"] is not None}
    assert {row.run.id: row.place for row in rows} == {id: run["leaderboard_place"] for id, run in known.items()}
    before = sorted(known, key=lambda id: known[id]["leaderboard_order"])
    ended_empty = [row.run.id for row in rows if row.run.ended_at is not None and not known[row.run.id]["epochs"]]
    in_order = [row.run.id for row in rows]
    assert in_order[: len(rows) - len(ended_empty)] == [id for id in before if id not in ended_empty]
    assert in_order[len(rows) - len(ended_empty) :] == ended_empty  # which come last since then
    assert [run.id for run in best_first(kept_runs(old), unknown)] == EXPECTED["classify_order"]
    assert list(queue_order(old)) == EXPECTED["queue_order"]


def test_visitors_keep_their_nicknames(old):
    assert {owner: visitor(old, owner).nickname for owner in EXPECTED["visitors"]} == EXPECTED["visitors"]
