"""Fixtures that every kind of test shares."""

import contextlib
import gc
import importlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from builder.settings import Settings
from tests import postgresql
from tests.quiet import skip_unless_quiet

ROOT = Path(__file__).parents[1]

#: Files that take minutes. They come first: else one process would begin the last of them when the others are done.
LONGEST = (
    "test_projects_survive.py",
    "test_projects_survive_deterministic.py",
    "test_beyond_survives.py",
    "test_layout.py",
    "test_disk.py",
    "test_database_trouble.py",
)


#: For BUILDER_SHIPPED: a folder that is not there.
NOTHING_SHIPPED = str(Path(__file__).with_name("nothing-is-shipped"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others in their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is collected stays until the end: Python's garbage collector looks at none of it, now or after a test."""
    gc.disable()
    read_in_parts(session)
    result = yield
    gc.freeze()
    gc.enable()
    return result


def read_in_parts(session: pytest.Session) -> None:
    """Processes side by side read every file of tests, each beginning with another part of them.

    What pytest makes of a file the first time, at ten seconds of the processor for all, is then there for the others:
    all in one order, every process would make all of it itself.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or not all(Path(given).is_dir() for given in session.config.args):
        return
    files = sorted(ROOT.glob("tests/**/test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in files[first:] + files[:first]:
        for path in (file.with_name("conftest.py"), file):
            # Whatever is the matter with a file, pytest says when it collects it.
            with contextlib.suppress(Exception, pytest.skip.Exception, pytest.fail.Exception):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def required(reason: str) -> None:
    """Skips the test with its reason; where CI is set, what is missing is a failure instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def no_standby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at a page starts no process; a test that wants one set aside for Train sets this itself."""
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "0")


@pytest.fixture(autouse=True)
def training_steps_back_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside programs that never sleep, a training that steps back gets a tenth of the processor, and tests wait long.

    A test of that itself takes this back.
    """
    monkeypatch.setenv("BUILDER_NICE", "0")


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trained network comes with the app; a test that wants one sets this to a folder with it."""
    monkeypatch.setenv("BUILDER_SHIPPED", NOTHING_SHIPPED)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """What promises seconds is asked only of a quiet machine, once everything that the test needs is there."""
    if pyfuncitem.get_closest_marker("timing") is not None:
        skip_unless_quiet()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is tested of the store with the fixture `db` is tested on SQLite and on PostgreSQL."""
    if metafunc.module.__name__.startswith("tests.store.") and "db" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own: a SQLite file that is not there yet, or PostgreSQL's if asked for.

    PostgreSQL's is empty, unless the test has `db` too.
    """
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{(tmp_path / 'home' / 'runs.sqlite').as_posix()}"
        return
    server = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("postgresql_template") if "db" in request.fixturenames else "template1"
    with postgresql.new_database(server, template) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The address of a PostgreSQL server where tests may create databases, from BUILDER_TEST_POSTGRESQL."""
    url = os.environ.get("BUILDER_TEST_POSTGRESQL")
    if not url:
        required("BUILDER_TEST_POSTGRESQL is not set: it should name a PostgreSQL server, as tests/postgresql.py says.")
    return url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with the newest schema and no rows, to be copied: migrating for every test is slow."""
    from builder.store.schema.database import open_database

    with postgresql.new_database(postgresql_server) as url:
        open_database(Settings(home=tmp_path_factory.mktemp("template"), database_url=url)).dispose()
        yield make_url(url).database


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """A home of this test's own, without CIFAR-10."""
    home = tmp_path / "home"
    home.mkdir()
    return Settings(home=home, cifar10=None, database_url=database_url, shipped=Path(NOTHING_SHIPPED))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows, to be copied: migrating for every test is slow."""
    from builder.store.schema.database import open_database

    home = tmp_path_factory.mktemp("empty")
    file = home / "runs.sqlite"
    open_database(Settings(home=home, database_url=f"sqlite:///{file.as_posix()}")).dispose()
    return file


@pytest.fixture
def db(settings: Settings, empty_database: Path) -> Iterator[Engine]:
    """A new database with the newest schema."""
    from builder.store.schema.database import open_database

    if settings.database_url.startswith("sqlite"):
        shutil.copyfile(empty_database, settings.database_url.removeprefix("sqlite:///"))
    engine = open_database(settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def cifar10_path() -> Path:
    """The real CIFAR-10, from BUILDER_CIFAR10."""
    given = os.environ.get("BUILDER_CIFAR10")
    if not given:
        required("BUILDER_CIFAR10 is not set: it should name CIFAR-10 as an .npz file or folder.")
    path = Path(given)
    if not path.exists():
        required(f"BUILDER_CIFAR10 is {given}, but nothing is there.")
    return path
