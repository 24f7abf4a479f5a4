"""What a worker is to do, and the last thing that it writes of its run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from builder.jobs.executor.protocol import Workplace
from builder.jobs.home import Home
from builder.jobs.work.preparation import Loading
from builder.settings import Settings
from builder.store.artifacts import ArtifactStore, artifacts_of

#: Records how the run ended, or that it is paused; nothing is written after it.
Closing = partial[None]


@dataclass(frozen=True)
class Order:
    """A worker's task, and where it does it; `loading` are the data sets that are being loaded.

    `home` is the folder that its files are in, which may be away for a while.
    """

    settings: Settings
    db: Engine
    place: Workplace
    run_id: str
    token: str
    loading: Loading
    home: Home

    @property
    def files(self) -> ArtifactStore:
        """Where the run's files are."""
        return artifacts_of(self.settings)

    def closing(self, transition: Callable[..., None], **told: object) -> Closing:
        """This transition of the run, to be made after everything else is written."""
        return partial(transition, self.db, self.run_id, self.token, **told)
