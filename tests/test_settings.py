"""Settings come from the environment, with defaults, and wrong ones are explained in a sentence."""

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url

from builder.jobs.executor.local import processes
from builder.jobs.executor.local.logs import open_log
from builder.settings import DATABASE_FILE, Settings, SettingsError, load_settings, sqlite_url
from builder.store.schema.database import open_database, writing
from builder.store.schema.tables import guards
from tests.patience import HANG_SECONDS


def test_the_home_folder_is_created_with_its_parents(tmp_path: Path):
    settings = load_settings({"BUILDER_HOME": str(tmp_path / "a" / "b")})
    assert settings.home == tmp_path / "a" / "b"
    assert settings.home.is_dir()
    assert settings.artifacts == settings.home / "artifacts"
    assert settings.datasets == settings.home / "datasets"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def usual_umask():
    """Files are readable by everybody unless somebody sees to it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="permissions are Unix's")
def test_a_new_home_is_its_owners_alone_and_one_that_is_there_keeps_its_permissions(tmp_path: Path, usual_umask):
    assert mode(load_settings({"BUILDER_HOME": str(tmp_path / "a" / "new")}).home) == 0o700
    (tmp_path / "open").mkdir(mode=0o755)
    assert mode(load_settings({"BUILDER_HOME": str(tmp_path / "open")}).home) == 0o755


@pytest.mark.skipif(os.name != "posix", reason="permissions are Unix's")
@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o600), (0o2770, 0o644)], ids=["own", "a group's"])
def test_a_new_database_with_its_journal_and_the_logs_are_their_owners_alone(tmp_path: Path, usual_umask, folder, file):
    """In a home that somebody has opened to a group, the umask decides."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(folder)
    settings = load_settings({"BUILDER_HOME": str(home)})
    db = open_database(settings)
    with writing(db) as connection:
        connection.execute(update(guards).values(name=guards.c.name))
        written = [path for path in home.iterdir() if path.name.startswith(DATABASE_FILE)]
        assert len(written) > 1 and {mode(path) for path in written} == {file}
    db.dispose()
    open_log(home, "worker", "starts").close()
    assert mode(home / "logs" / "worker.log") == file


@pytest.mark.skipif(os.name != "posix", reason="permissions are Unix's")
def test_what_processes_write_is_their_owners_alone(tmp_path: Path, usual_umask, monkeypatch):
    settings = load_settings({"BUILDER_HOME": str(tmp_path / "home")})
    written = tmp_path / "home" / "weights"
    # Not Python, which takes seconds: what a shell makes under the same umask.
    started = subprocess.Popen
    shell = ["/bin/sh", "-c", f"echo x > {written}"]
    monkeypatch.setattr(processes.subprocess, "Popen", lambda _, **given: started(shell, **given))
    processes.start(settings, "worker").wait(HANG_SECONDS)
    assert mode(written) == 0o600


def test_without_a_home_a_folder_of_the_user_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name, **_: str(tmp_path / "user" / name))
    assert load_settings({}).home == tmp_path / "user" / "model-builder"
    assert load_settings({"BUILDER_HOME": "  "}).home == tmp_path / "user" / "model-builder"


def test_a_tilde_and_a_relative_path_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    settings = load_settings({"BUILDER_HOME": "home", "BUILDER_CIFAR10": "~/cifar10.npz"})
    assert settings.home == tmp_path / "home"
    assert settings.cifar10 == tmp_path / "cifar10.npz"


def test_cifar10_is_none_when_it_is_unset_or_empty(tmp_path: Path):
    assert load_settings({"BUILDER_HOME": str(tmp_path)}).cifar10 is None
    assert load_settings({"BUILDER_HOME": str(tmp_path), "BUILDER_CIFAR10": ""}).cifar10 is None


def test_the_database_is_a_file_in_the_home_folder_unless_told_otherwise(tmp_path: Path):
    url = make_url(load_settings({"BUILDER_HOME": str(tmp_path)}).database_url)
    assert url.get_backend_name() == "sqlite"
    assert Path(url.database).parent == tmp_path


def test_a_folder_with_characters_that_mean_something_in_addresses_is_found_again(tmp_path: Path):
    home = tmp_path / "100 % of #1 + é"
    assert Path(make_url(load_settings({"BUILDER_HOME": str(home)}).database_url).database).parent == home
    assert make_url(sqlite_url(Path("/a/why?/b.sqlite"))).database == "/a/why?/b.sqlite"


def test_a_relative_database_file_is_the_same_file_for_a_worker_in_another_folder(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"BUILDER_HOME": str(tmp_path), "BUILDER_DATABASE_URL": "sqlite:///runs.sqlite"}
    assert Path(make_url(load_settings(given).database_url).database) == tmp_path / "runs.sqlite"


def test_a_postgresql_address_is_kept_as_given_and_its_password_is_not_shown(tmp_path: Path):
    url = "postgresql+psycopg://builder:secret@db/runs"
    settings = load_settings({"BUILDER_HOME": str(tmp_path), "BUILDER_DATABASE_URL": url})
    assert settings.database_url == url
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@localhost/runs", "starts with 'mysql'"),
        ("runs.sqlite", "expected sqlite:///FILE"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
    ],
)
def test_a_database_that_cannot_be_shared_is_refused_with_what_is_expected(tmp_path: Path, url: str, said: str):
    with pytest.raises(SettingsError, match=said) as error:
        load_settings({"BUILDER_HOME": str(tmp_path), "BUILDER_DATABASE_URL": url})
    assert "\n" not in str(error.value)


def test_a_home_that_is_a_file_is_refused_with_the_way_out(tmp_path: Path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(SettingsError, match="BUILDER_HOME"):
        load_settings({"BUILDER_HOME": str(tmp_path / "home")})
    with pytest.raises(SettingsError, match="home, in which the home folder is to be, is not a folder"):
        load_settings({"BUILDER_HOME": str(tmp_path / "home" / "below")})


def test_the_home_of_an_unknown_user_is_refused_in_a_sentence():
    with pytest.raises(SettingsError, match="cannot be used"):
        load_settings({"BUILDER_HOME": "~nobody-of-that-name/home"})


def test_settings_are_frozen(tmp_path: Path):
    settings = Settings(home=tmp_path, database_url="sqlite:///x")
    with pytest.raises(ValueError, match="frozen"):
        settings.home = tmp_path / "other"


def test_snapshots_are_kept_unless_a_zero_says_otherwise(tmp_path: Path):
    home = {"BUILDER_HOME": str(tmp_path)}
    assert [load_settings(home | {"BUILDER_SNAPSHOTS": given}).snapshots for given in ("", "1", "0")] == [
        True,
        True,
        False,
    ]
    with pytest.raises(SettingsError, match="BUILDER_SNAPSHOTS is 'no'; expected 1 .* or 0"):
        load_settings(home | {"BUILDER_SNAPSHOTS": "no"})


@pytest.mark.skipif(os.name != "posix", reason="these paths are Unix's")
@pytest.mark.parametrize(
    ("home", "told"),
    [
        (os.devnull, f"home folder {os.devnull} is not a folder"),
        (f"{os.devnull}/home", f"{os.devnull}, in which the home folder is to be, is not a folder"),
        ("/proc/self", "No file can be made in /proc/self"),
        ("/proc/self/home", "No file can be made in /proc/self"),
    ],
)
def test_a_home_where_no_file_can_be_made_is_told_without_a_contradiction(home: str, told: str):
    if home.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("only Linux has it")
    with pytest.raises(SettingsError, match=told):
        load_settings({"BUILDER_HOME": home})
