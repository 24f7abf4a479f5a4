"""A run is taken away in one file and imported from it, on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

from builder.cli import pictures, taking
from builder.cli.asking import Seen
from builder.cli.networks import Network
from builder.proof.importing import import_run
from builder.proof.recorded import Recorded
from builder.proof.verify import Verified
from builder.store.runs.imported import record_evaluation
from builder.store.runs.records import Run, get_run
from tests.cli.own_place import place, told
from tests.proof.conftest import bundled, put_weights, run

__all__ = ["bundled", "place", "run"]

SEEN = Seen(
    np.zeros((32, 32, 3), np.uint8), "centre", is_ink=False, are_strokes=False, kind=None, unlike=None, is_idle=False
)


def test_a_bundle_goes_from_export_to_import(settings, db, run: Run, tmp_path, capsys):
    file = str(tmp_path / "run.zip")
    assert told(capsys, "export", "--run", run.id, "--format", "bundle", "--output", file)[0] == 0
    status, out, _ = told(capsys, "import", file, "--json")
    assert (status, json.loads(out)) == (0, {"run": run.id, "is_new": False})  # it is on this board
    put_weights(settings, run, 3)
    status, out, _ = told(capsys, "import", file, "--json")
    imported = get_run(db, json.loads(out)["run"])
    assert (status, imported.name, imported.nickname) == (0, run.name, "Command line")
    _, out, _ = told(capsys, "show", imported.id)
    assert "(imported)" in out and "claims a validation accuracy of 75.0 %" in out and "not measured here" in out


def test_a_bundle_that_is_imported_again_names_the_run_that_is_there(db, bundled, tmp_path, capsys):
    (tmp_path / "run.zip").write_bytes(bundled)
    imported = [told(capsys, "import", str(tmp_path / "run.zip"), "--json") for _ in range(2)]
    first, second = (json.loads(out) for _, out, _ in imported)
    assert [status for status, _, _ in imported] == [0, 0]
    assert (first["is_new"], second) == (True, {"run": first["run"], "is_new": False})


def test_a_bundle_may_come_through_a_pipe_or_not_at_all(db, bundled, tmp_path, capsys):
    (tmp_path / "cut.zip").write_bytes(bundled[:-1])
    for file, sentence in (
        (str(tmp_path / "cut.zip"), "it is not a complete bundle of Model Builder"),
        (str(tmp_path / "nothing"), "No such file"),
        (str(tmp_path), "Is a directory"),
        ("/dev/zero", "it is a device"),
        ("\0", "not a file name"),
    ):
        status, out, err = told(capsys, "import", file, "--json")
        assert (status, out, err.count("\n")) == (2, "", 1) and sentence in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--preset", "0", "--format", "bundle", "--output", "x.zip"), "takes a trained run"),
        (("--run", "RUN", "--format", "bundle"), "and --output FILE"),
        (("--run", "zzzzzzzz", "--format", "bundle", "--output", "x.zip"), "There is no run 'zzzzzzzz'"),
        (("--run", "RUN", "--format", "bundle", "--output", "/nowhere/x.zip"), "cannot be written"),
    ],
)
def test_what_cannot_be_taken_away_is_one_line(run: Run, capsys, arguments, sentence):
    given = [run.id if argument == "RUN" else argument for argument in arguments]
    status, out, err = told(capsys, "export", *given)
    assert (status, out, err.count("\n")) == (2, "", 1) and sentence in err


def test_what_classifies_is_told_as_its_page_tells_it_once_it_was_evaluated_here(settings, db, bundled):
    imported = import_run(settings, db, bundled, "b" * 64)
    looked = pictures.Looked(Path("cat.png"), SEEN, [("cat", 1.0)], {})
    assert "count once they have been measured" in pictures._text(Network(imported), None, looked)
    record_evaluation(db, imported.id, validation_correct=9, validation_count=15, test_correct=10, test_count=15)
    told = pictures._text(Network(get_run(db, imported.id)), None, looked)
    assert "measured here: 10 of 15 test images right" in told and "once they have been" not in told


@pytest.mark.parametrize("is_claimed", [True, False])
def test_verify_says_whether_its_recorded_accuracy_is_only_a_claim(run: Run, capsys, monkeypatch, is_claimed):
    found = Verified(Recorded(12, 15, "float32", is_claimed), 12, 0, True, True)
    monkeypatch.setattr(taking, "verify_run", lambda settings, db, run: found)
    status, out, _ = told(capsys, "verify", run.id, "--json")
    document = {"accuracy_here": 0.8, "accuracy_recorded": 0.8, "equal": True, "is_claimed": is_claimed}
    assert (status, json.loads(out)) == (0, document)
