"""What is kept, and where: the home folder, CIFAR-10, the database and snapshots, from environment variables."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

import platformdirs
from pydantic import Field

from builder.design.base import Value

DATABASE_FILE = "model-builder.sqlite3"
#: The folder of the trained network that comes with the app: part of the package, so that an installed app has it too.
SHIPPED = Path(__file__).with_name("shipped") / "record"
_SQLITE = "sqlite:///"
_DATABASE_SCHEMES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one sentence for the person who made it."""


class Settings(Value):
    """Absolute paths, and the database's address.

    `cifar10` is what BUILDER_CIFAR10 names (an .npz, the official folder, or class folders), unchecked:
    the data set says what is wrong with it when it is asked for. `snapshots` says whether runs keep snapshots of their
    weights while they train. `shipped` is the folder of the trained network that comes with the app, which may be
    missing.
    """

    home: Path
    cifar10: Path | None = None
    database_url: str = Field(repr=False)  # may hold a password
    snapshots: bool = True
    shipped: Path = SHIPPED

    @property
    def artifacts(self) -> Path:
        """The folder of the runs' weights and predictions, one folder a run."""
        return self.home / "artifacts"

    @property
    def datasets(self) -> Path:
        """The folder of downloaded data sets."""
        return self.home / "datasets"


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from BUILDER_HOME, BUILDER_CIFAR10, BUILDER_DATABASE_URL, BUILDER_SNAPSHOTS and BUILDER_SHIPPED;
    empty ones count as unset.

    Creates the home folder, for its owner alone; one that is there keeps its permissions. Raises SettingsError when it
    cannot be created or written to, when the database's address is of a kind that is not supported, or when
    BUILDER_SNAPSHOTS is neither 0 nor 1.
    """
    settings = settings_without_home(environment)
    _make_writable(settings.home)
    return settings


def settings_without_home(environment: Mapping[str, str] = os.environ) -> Settings:
    """The same for a home that is still to be made: nothing is created or looked at. Raises SettingsError."""
    home = _path(environment.get("BUILDER_HOME", "")) or Path(
        platformdirs.user_data_dir("model-builder", appauthor=False)
    )
    return Settings(
        home=home,
        cifar10=_path(environment.get("BUILDER_CIFAR10", "")),
        database_url=_database_url(environment.get("BUILDER_DATABASE_URL", "").strip(), home),
        snapshots=_switch("BUILDER_SNAPSHOTS", environment),
        shipped=_path(environment.get("BUILDER_SHIPPED", "")) or SHIPPED,
    )


def sqlite_url(file: Path) -> str:
    """The database address of a SQLite file; characters with a meaning in addresses are escaped."""
    return _SQLITE + quote(file.as_posix(), safe="/: ")


def is_shared(home: Path) -> bool:
    """Whether somebody has opened the home to a group that may write there: then others' processes need its files."""
    try:
        return os.name != "posix" or bool(home.stat().st_mode & 0o020)
    except OSError:
        return False


def _path(text: str) -> Path | None:
    """`text` as an absolute path with ~ expanded, or None when it is blank."""
    if not text.strip():
        return None
    try:
        return Path(os.path.abspath(Path(text).expanduser()))
    except RuntimeError as error:  # ~user, and there is no such user
        raise SettingsError(f"The path {text!r} cannot be used ({error}); give an absolute path.") from None


def _switch(name: str, environment: Mapping[str, str]) -> bool:
    """Whether the setting of that name is on, as it is by default."""
    given = environment.get(name, "").strip() or "1"
    if given not in ("0", "1"):
        raise SettingsError(f"{name} is {given[:40]!r}; expected 1 (on, as by default) or 0 (off).")
    return given == "1"


def _make_writable(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        there = next(place for place in (home, *home.parents) if place.exists())
        if not there.is_dir():
            what = f"The home folder {home}" if there == home else f"{there}, in which the home folder is to be,"
            raise SettingsError(f"{what} is not a folder; set BUILDER_HOME to one.") from None
        if isinstance(error, FileNotFoundError):  # as /proc says of what it does not take
            raise SettingsError(f"No file can be made in {there}; set BUILDER_HOME to another folder.") from None
        raise SettingsError(
            f"The home folder {home} cannot be written to ({error.strerror or error}); "
            "set BUILDER_HOME to a folder that you may write to."
        ) from None


def _database_url(url: str, home: Path) -> str:
    """The address as given, a relative SQLite file made absolute: workers may run in another folder."""
    if not url:
        return sqlite_url(home / DATABASE_FILE)
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _DATABASE_SCHEMES:
        raise SettingsError(
            f"BUILDER_DATABASE_URL starts with {scheme[:40]!r}; expected sqlite:///FILE or "
            "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE."
        )
    if not scheme.startswith("sqlite"):
        return url
    file, _, options = rest.removeprefix("/").partition("?")
    if not rest.startswith("/") or file in ("", ":memory:"):
        raise SettingsError(
            "BUILDER_DATABASE_URL names a SQLite database in memory, which the app and its workers cannot share; "
            "expected sqlite:///FILE."
        )
    if file.startswith("file:"):
        return url
    absolute = sqlite_url(Path(os.path.abspath(Path(unquote(file)).expanduser())))
    return f"{absolute}?{options}" if options else absolute
