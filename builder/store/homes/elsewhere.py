"""Runs that belong to another home: whether their files are here, and where they are."""

from collections.abc import Sequence

from sqlalchemy import Engine

from builder.progress.epoch import Progress
from builder.settings import Settings
from builder.store.artifacts import ArtifactStore, artifacts_of
from builder.store.homes.belonging import machine_of
from builder.store.homes.identity import home_of, machine
from builder.store.runs.records import ACTIVE, Run
from builder.store.schema.database import now, reading
from builder.words import homes

#: A worker normally reports every second, and is given up at home after a minute.
UNREPORTED_SECONDS = 120.0


def belongs_elsewhere(settings: Settings, run: Run) -> bool:
    """Whether another home trains the run, or has trained it."""
    return run.home is not None and run.home != home_of(settings)


def files_are_elsewhere(settings: Settings, run: Run) -> bool:
    """Whether another home alone has the run's files; a copy of that home has those of the runs that had ended."""
    return _has_none(home_of(settings), artifacts_of(settings), run)


def unreported_seconds(progress: Progress) -> float | None:
    """For how long a running run of another home has not been reported on, None if that is not long.

    By both machines' clocks, which may differ: so it is said, and acted on only when the run's owner asks.
    """
    silent = now() - progress.updated_at
    return silent if silent > UNREPORTED_SECONDS else None


def where(db: Engine, run: Run) -> str:
    """The place of the home that the run belongs to, in words."""
    with reading(db) as connection:
        name = None if run.home is None else machine_of(connection, run.home)
    return homes.place(name, is_this_one=name == machine())


def why_no_files(settings: Settings, db: Engine, run: Run) -> str | None:
    """That the run's files are elsewhere, and what to do, as one sentence; None if they are not."""
    return homes.files_elsewhere(run.name, where(db, run)) if files_are_elsewhere(settings, run) else None


def here_first(settings: Settings, found: Sequence[Run]) -> tuple[Run, ...]:
    """The runs whose files are here, then the others; each in the order in which they were."""
    home, files = home_of(settings), artifacts_of(settings)
    return tuple(sorted(found, key=lambda run: _has_none(home, files, run)))


def _has_none(home: str, files: ArtifactStore, run: Run) -> bool:
    return run.home not in (None, home) and (run.state in ACTIVE or not files.has(run.id))
