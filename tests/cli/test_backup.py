"""The commands backup and restore: one line each, and status 2 for what has to be changed first."""

import json
import os
from pathlib import Path

import pytest

from builder.cli.main import main
from builder.settings import load_settings
from builder.store.schema.database import open_database


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home with a database and no runs, which the commands use."""
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    open_database(load_settings()).dispose()
    return tmp_path / "home"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_home_goes_into_a_file_and_comes_out_of_it_elsewhere(capsys, home, tmp_path, monkeypatch):
    file = tmp_path / "backup.tar"
    status, out, err = run(capsys, "backup", str(file), "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"file": str(file), "runs": 0, "training": 0, "bytes": file.stat().st_size}

    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "elsewhere"))
    status, out, err = run(capsys, "restore", str(file))
    assert (status, err) == (0, "")
    assert out.startswith(f"{tmp_path / 'elsewhere'} has 0 runs now, as of ") and out.count("\n") == 1
    assert run(capsys, "runs")[0] == 0


def test_a_name_without_a_folder_is_one_in_the_current_folder(capsys, home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "backup", "backup.tar")[0] == 0
    assert (tmp_path / "backup.tar").exists()


def test_what_has_to_be_changed_first_is_one_line_and_status_2(capsys, home, tmp_path, monkeypatch):
    assert run(capsys, "backup", str(tmp_path / "backup.tar"))[0] == 0

    def refused(*arguments: str) -> str:
        status, out, err = run(capsys, *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
        return err

    assert "exists already" in refused("backup", str(tmp_path / "backup.tar"))
    assert "is a folder; name the file in it" in refused("backup", str(tmp_path))
    assert "lies in the home that is backed up" in refused("backup", str(tmp_path / "home" / "artifacts" / "b.tar"))
    assert "is a device or a pipe; give the name of a new file" in refused("backup", os.devnull)
    for folder, why in (("/proc", "no file can be made in /proc"), (os.devnull, f"{os.devnull} is not a folder"),
                        (f"{tmp_path}/away", f"there is no folder {tmp_path}/away")):  # fmt: skip
        assert f"cannot be written: {why}; give another place." in refused("backup", f"{folder}/x.tar")
    (tmp_path / "disk").mkdir()
    with monkeypatch.context() as patch:
        patch.setenv("BUILDER_HOME", str(tmp_path / "disk"))
        patch.setattr(os.path, "ismount", lambda path: True)
        assert "is a mount point" in refused("restore", str(tmp_path / "backup.tar"))
    assert "cannot be written" in refused("backup", str(tmp_path / "nowhere" / "backup.tar"))
    assert "not empty" in refused("restore", str(tmp_path / "backup.tar"))
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "mistyped"))
    assert "There is no database in" in refused("backup", str(tmp_path / "other.tar"))
    assert "cannot be read" in refused("restore", str(tmp_path / "nothing.tar"))
    assert os.listdir(tmp_path / "mistyped") == []
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "new" / "in new"))
    assert "not a whole backup" in refused("restore", __file__)
    assert not (tmp_path / "new").exists()
