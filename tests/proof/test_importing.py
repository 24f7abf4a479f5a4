"""A bundle that was written here can be imported, and what it says stays a claim until it was measured here."""

import dataclasses
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from sqlalchemy import Engine

from builder.proof import archive, importing
from builder.proof.bundle import bundle
from builder.proof.content import read_content
from builder.proof.errors import AlreadyHereError, ProofError
from builder.proof.importing import import_run
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.judged_by import load_judged_by
from builder.store.backup.restore import restore
from builder.store.backup.save import save
from builder.store.board.leaks import usual_count
from builder.store.board.ranking import ranked
from builder.store.errors import RunStateError, TooManyError
from builder.store.runs import imported as imported_runs
from builder.store.runs.curves import epochs_of
from builder.store.runs.imported import record_evaluation
from builder.store.runs.kept import kept_runs
from builder.store.runs.owners import rename
from builder.store.runs.records import Run, get_run, list_runs
from builder.store.schema.database import open_database
from tests.patience import HANG_SECONDS
from tests.proof.changed import changed, packed_anew
from tests.proof.conftest import EXPERIMENT, JUDGES, put_weights, weights_of
from tests.store.backup.killed import SOME, killed_at

TEACHER = "b" * 64


def placed(db: Engine) -> dict[str, int | None]:
    """Each run's place on the leaderboard."""
    return {row.run.id: row.place for row in ranked(kept_runs(db), usual_count)}


def test_an_imported_run_has_the_design_the_curve_and_the_weights_of_the_original(settings, db, run: Run, bundled):
    imported = import_run(settings, db, bundled, TEACHER)
    assert (imported.owner, imported.state, imported.has_weights) == (TEACHER, "finished", True)
    assert imported.id != run.id and imported.experiment == EXPERIMENT
    assert epochs_of(db, imported.id) == epochs_of(db, run.id)
    folder = artifacts_of(settings).folder(imported.id)
    assert (folder / "weights.safetensors").read_bytes() == archive.unpack(bundled)["weights.safetensors"]
    assert (folder / "spec.json").exists() and not (settings.home / "importing").exists()
    names, originals = (load_judged_by(artifacts_of(settings), one.id) for one in (imported, run))
    assert all((ours == theirs).all() for ours, theirs in zip(names, originals, strict=True))


def test_its_figures_are_claims_and_it_has_no_place_until_it_was_evaluated_here(settings, db: Engine, run, bundled):
    imported = import_run(settings, db, bundled, TEACHER)
    assert (imported.validation_accuracy, imported.test_accuracy, imported.tested) == (None, None, None)
    assert (imported.claims.validation_accuracy, imported.claims.test_accuracy) == (0.75, 12 / 15)
    assert imported.imported_at is not None and run.claims is None
    assert placed(db) == {run.id: 1, imported.id: None}
    counts = {"validation_correct": 14, "validation_count": JUDGES, "test_correct": 10, "test_count": JUDGES}
    record_evaluation(db, imported.id, **counts)
    assert placed(db) == {run.id: 2, imported.id: 1}
    assert get_run(db, imported.id).test_accuracy == 10 / 15
    with pytest.raises(RunStateError, match="evaluated here already"):
        record_evaluation(db, imported.id, **counts)
    with pytest.raises(RunStateError, match="was not imported"):
        record_evaluation(db, run.id, **counts)


def test_claimed_predictions_are_not_taken_for_predictions_of_this_installation(settings, db, bundled):
    files = artifacts_of(settings)
    imported = import_run(settings, db, bundled, TEACHER)
    assert files.load_arrays(imported.id, "test_predictions") is None
    assert len(files.load_arrays(imported.id, "claimed_test_predictions")["labels"]) == JUDGES


def test_one_run_makes_one_file_apart_from_the_moment(settings, db, run):
    first, second = (dataclasses.replace(read_content(bundle(settings, db, run))) for _ in range(2))
    assert first.experiment == second.experiment and first.manifest.files == second.manifest.files


def test_a_running_run_and_an_imported_one_make_no_bundle(settings, db, run, bundled):
    for other in (run._replace(state="running"), run._replace(has_weights=False)):
        with pytest.raises(ProofError, match="a run that has ended with weights"):
            bundle(settings, db, other)
    with pytest.raises(ProofError, match="pass on the bundle that it came in"):
        bundle(settings, db, import_run(settings, db, bundled, TEACHER))


def test_damaged_weights_are_not_passed_on(settings: Settings, db, run):
    path = artifacts_of(settings).folder(run.id) / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ProofError, match="are damaged"):
        bundle(settings, db, run)


def test_one_owner_imports_so_many_runs_and_no_more(settings, db, run, bundled, monkeypatch):
    monkeypatch.setattr(imported_runs, "IMPORTED_RUNS", 2)
    first, second, third = bundled, *(with_other_weights(settings, db, run, times) for times in (0.5, 2))
    import_run(settings, db, first, TEACHER)
    import_run(settings, db, second, TEACHER)
    with pytest.raises(TooManyError, match="delete some first"):
        import_run(settings, db, third, TEACHER)
    assert len(list(settings.artifacts.iterdir())) == 3  # the original, and two


def with_other_weights(settings: Settings, db: Engine, run: Run, times: float) -> bytes:
    """The run's bundle, had its weights been so many times as large."""
    put_weights(settings, run, times)
    data = bundle(settings, db, run)
    put_weights(settings, run, 3)
    return data


def test_the_same_weights_twice_are_told_and_make_no_twin_for_anybody(settings, db, run, bundled):
    imported = import_run(settings, db, bundled, TEACHER)
    rename(db, imported.id, TEACHER, "Renamed")
    again = with_other_weights(settings, db, run, 1)  # exported at another moment
    for data, owner in ((bundled, TEACHER), (again, TEACHER), (bundled, "c" * 64)):
        with pytest.raises(AlreadyHereError, match="is here already, as “Renamed”") as refused:
            import_run(settings, db, data, owner)
        assert refused.value.run_id == imported.id
    assert import_run(settings, db, with_other_weights(settings, db, run, 2), TEACHER).id != imported.id


def test_of_two_imports_at_the_same_instant_one_makes_a_run(settings, db, run, bundled, monkeypatch):
    both_looked, write = Barrier(2, timeout=HANG_SECONDS), importing._write

    def write_together(*what) -> None:
        both_looked.wait()
        write(*what)

    def imported(owner: str) -> str:
        try:
            return import_run(settings, db, bundled, owner).id
        except AlreadyHereError as told:
            return f"{told.run_id} was here"

    monkeypatch.setattr(importing, "_write", write_together)
    with ThreadPoolExecutor(2) as threads:
        told = set(threads.map(imported, [TEACHER, "c" * 64]))
    (one,) = [known.id for known in list_runs(db) if known.id != run.id]
    assert told == {one, f"{one} was here"}


def test_nobody_takes_a_run_of_this_board_by_importing_it_under_another_name_or_seed(settings, db, run):
    data = bundle(settings, db, run)
    design = json.loads(archive.unpack(data)["experiment.json"]) | {"name": "Mine now"}
    design["training"]["seed"] = 4711
    renamed = packed_anew(changed(data, experiment=json.dumps(design).encode()))
    assert read_content(renamed).experiment.training.seed == 4711
    for taken in (data, renamed):
        for owner in (TEACHER, run.owner):
            with pytest.raises(AlreadyHereError, match=run.id):
                import_run(settings, db, taken, owner)
    assert [one.id for one in list_runs(db)] == [run.id] and not (settings.home / "importing").exists()


def test_the_weights_that_the_tests_make_are_finite_and_of_every_kind():
    names = {name.rpartition("/")[2] for name in weights_of(EXPERIMENT)}
    assert names == {"kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"}
    assert all(np.isfinite(array).all() for array in weights_of(EXPERIMENT).values())


def test_an_imported_run_is_in_a_backup_with_its_claims(settings: Settings, bundled: bytes, tmp_path):
    lived_in, elsewhere = (
        Settings(home=tmp_path / name, database_url=sqlite_url(tmp_path / name / DATABASE_FILE)) for name in ("a", "b")
    )
    lived_in.home.mkdir()
    db = open_database(lived_in)
    imported = import_run(lived_in, db, bundled, TEACHER)
    save(lived_in, db, tmp_path / "backup.tar")
    db.dispose()
    restore(elsewhere, tmp_path / "backup.tar")
    db = open_database(elsewhere)
    restored = get_run(db, imported.id)
    assert (restored.claims, restored.imported_at) == (imported.claims, imported.imported_at)
    files = [artifacts_of(home).whole_files(imported.id) for home in (lived_in, elsewhere)]
    assert files[0] == files[1] and "judged_by.safetensors" in files[0]
    db.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_an_import_that_is_killed_at_any_moment_leaves_no_run_without_its_files(settings, db, run, bundled):
    bundles = [with_other_weights(settings, db, run, 4 + number) for number in range(len(SOME) + 1)]

    def work() -> None:  # weights that are not here yet: a run that was imported to the end is not imported again
        db = open_database(settings)
        import_run(settings, db, bundles[len(list_runs(db)) - 1], TEACHER)

    db.dispose()
    killed = [moment for moment in SOME if killed_at(moment, work)]
    assert len(killed) > 5
    for one in list_runs(db):
        assert (artifacts_of(settings).folder(one.id) / "weights.safetensors").exists()
    for left in (settings.home / "importing").glob("*"):
        os.utime(left, (1, 1))  # as if it had been left an hour ago
    work()
    assert not (settings.home / "importing").exists()
