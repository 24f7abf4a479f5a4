"""A home with runs in every state, as the app leaves it, on SQLite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from builder.design.experiment import Experiment
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle, owners
from builder.store.schema.database import open_database, writing
from builder.store.schema.tables import runs
from builder.store.sent_picture import SentPicture
from builder.store.tasks import submit_task
from tests.store.made_runs import OWNER, record


class Home:
    """A home, its database, and its runs by what became of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.db = settings, open_database(settings)
        self.runs: dict[str, str] = {}

    def add(self, name: str, *, dataset: str = "digits") -> str:
        """A running run that has trained two epochs, with its files; its id."""
        lifecycle.submit(self.db, Experiment(name=name), OWNER)
        run, token = lifecycle.claim_next(self.db, parallel=100)
        with writing(self.db) as connection:
            connection.execute(update(runs).where(runs.c.id == run.id).values(dataset=dataset))
        record(self.db, run.id, token, 1)
        record(self.db, run.id, token, 2)
        self.write(run.id, "weights.safetensors", f"weights of {name}".encode())
        self.write(run.id, "spec.json", b"{}")
        self.write(run.id, "checkpoint/checkpoint.safetensors", f"checkpoint of {name}".encode())
        self.runs[name] = run.id
        self.token = token
        return run.id

    def write(self, run_id: str, name: str, data: bytes) -> Path:
        file = artifacts_of(self.settings).folder(run_id) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url=sqlite_url(home / DATABASE_FILE))


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Runs that are running (one asked to stop, one to pause, one on CIFAR-10), finished and queued; to be copied."""
    home = Home(settings_of(tmp_path_factory.mktemp("lived in")))
    db = home.db
    lifecycle.finish(db, home.add("finished"), home.token, end_reason=None, seconds=3.0, test_correct=9, test_count=10)
    home.write(home.runs["finished"], "test_predictions.safetensors", b"predictions")
    home.add("running")
    owners.request_stop(db, home.add("stopping"), OWNER)
    owners.request_pause(db, home.add("pausing"), OWNER)
    home.add("on cifar10", dataset="cifar10")
    home.runs["queued"] = lifecycle.submit(db, Experiment(name="queued"), OWNER).id
    picture = SentPicture(height=1, width=8, channels=1, pixels=b"FACEFACE")
    submit_task(db, "classify", run_id=home.runs["finished"], picture=picture)
    db.dispose()
    return home


@pytest.fixture
def home(tmp_path: Path, lived_in: Home) -> Iterator[Home]:
    """A copy of `lived_in`, of this test's own: writing all of its runs for every test is slow."""
    folder = shutil.copytree(lived_in.settings.home, tmp_path / "lived in")
    home = Home(settings_of(folder))
    home.runs, home.token = dict(lived_in.runs), lived_in.token
    yield home
    home.db.dispose()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """The settings of a home that is not there yet."""
    return settings_of(tmp_path / "elsewhere")
