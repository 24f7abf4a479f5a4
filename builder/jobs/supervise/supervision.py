"""What a supervisor knows of the running runs beyond the store."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from builder.jobs.executor.protocol import WITHOUT_STORE, Executor, WorkerEnd
from builder.jobs.supervise.silence import Beats
from builder.progress.failure import Hung
from builder.settings import Settings
from builder.store.homes.identity import home_of
from builder.store.schema.database_file import FileChange


@dataclass
class Supervision:
    """Where runs are trained, and what the supervisor waits for, and since when.

    `since` holds the times (by the clock of `beats`) since when it waits for a stop, for a worker to appear, or to
    record how one ended; `beats` each run's last report; `hung` why the processes were killed that did not go on,
    by run; `ended` the runs whose processes it killed, for whatever reason; `handed` the runs that were given to a
    standby; `standby_died` the time (monotonic) when one ended by itself; `gave_up` how workers ended whose runs were
    not in the store then; `settled` the id of the home, and what had happened to its database's file, when it took over
    what is its own.
    """

    settings: Settings
    db: Engine
    executor: Executor
    parallel: int = 1
    since: dict[tuple[str, str], float] = field(default_factory=dict)
    beats: Beats = field(default_factory=Beats)
    hung: dict[str, Hung] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    handed: set[str] = field(default_factory=set)
    standby_died: float | None = None
    gave_up: dict[str, WorkerEnd] = field(default_factory=dict)
    settled: tuple[str, FileChange | None] | None = None

    @property
    def home(self) -> str:
        """The id of the home whose runs are looked after; read each time, as its file may be replaced."""
        return home_of(self.settings)

    def waited(self, what: str, run_id: str) -> float:
        """Seconds since this was first called for this run."""
        now = self.beats.clock()
        return now - self.since.setdefault((what, run_id), now)

    def forget(self, run_id: str) -> None:
        """Forget what was known of the run's process, which is gone."""
        self.executor.forget(run_id)
        self.beats.forget(run_id)
        self.hung.pop(run_id, None)
        self.gave_up.pop(run_id, None)
        self.handed.discard(run_id)
        self.ended.discard(run_id)
        for key in [key for key in self.since if key[1] == run_id]:
            del self.since[key]

    def forget_all_but(self, running: set[str]) -> None:
        """Keep only what is known of running runs, and of workers that are still alive."""
        for run_id in self.executor.started() - running:
            worker = self.executor.worker(run_id, None)
            if worker is None or worker.has_ended():
                self.executor.forget(run_id)
                if worker is not None and worker.end_of().how in WITHOUT_STORE:
                    self.gave_up[run_id] = worker.end_of()
        self.handed &= running
        self.ended &= running
        self.hung = {run_id: hung for run_id, hung in self.hung.items() if run_id in running}
        self.beats.forget_all_but(running)
        for key in [key for key in self.since if key[1] not in running]:
            del self.since[key]
