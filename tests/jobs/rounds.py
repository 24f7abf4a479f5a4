"""A supervisor's rounds over one run, with a clock of the test's own; the workers are processes that only sleep."""

import subprocess
import sys

from builder.jobs.executor.local import processes, standby
from builder.jobs.executor.local.executor import LocalExecutor
from builder.jobs.executor.local.worker import Handle
from builder.jobs.supervise.rounds import end_stopped_workers, look_after_runs
from builder.jobs.supervise.silence import ABSENT_SECONDS, Beats
from builder.jobs.supervise.supervision import Supervision
from builder.progress.epoch import Progress
from builder.store.errors import StoreBusyError
from builder.store.runs import attempts, lifecycle, records
from tests.jobs.watching import OWNER, small

#: Seconds between two rounds by the test's clock.
EACH = 5.0
assert EACH < ABSENT_SECONDS


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def look(supervision: Supervision) -> bool:
    """A round as the supervisor makes it; whether any run is running or queued."""
    try:
        return look_after_runs(supervision)
    except StoreBusyError:
        end_stopped_workers(supervision)
        return True


class Worked:
    """A supervisor's rounds over one run, whose workers say only what the test lets them say."""

    def __init__(self, settings, db, monkeypatch, *, says_it_has_the_run: bool = True) -> None:
        self.db, self.clock, self.started = db, Clock(), []
        self.says_it_has_the_run = says_it_has_the_run
        self.later = 0.0  # by so many seconds its processes seem to have been created later
        self.supervision = Supervision(settings, db, LocalExecutor(settings), beats=Beats(clock=self.clock))
        monkeypatch.setattr(processes, "start", self._start)
        self.run = lifecycle.submit(db, small(), OWNER)
        look_after_runs(self.supervision)  # starts the first worker

    def _start(self, settings, module, run_id, *, extra) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        self.started.append(process)
        self.token = extra[standby.TOKEN_VARIABLE]
        if self.says_it_has_the_run:
            self.take_up()
        return process

    def take_up(self, namespace: str | None = None) -> None:
        """The worker's first word."""
        pid = self.started[-1].pid
        created = processes.create_time(pid) + self.later
        handle = Handle(pid=pid, created=created, namespace=namespace).model_dump_json()
        attempts.record_worker(self.db, self.run.id, self.token, handle)

    def report(self, at: float = 0.0, **count) -> None:
        """The worker reports, at this time by its own clock; `count` is how far it is, at its end without one."""
        report = Progress(phase="training", updated_at=at).model_copy(update=count)
        attempts.report_progress(self.db, self.run.id, self.token, report)

    def rounds(self, seconds: float, *, reporting: bool = False, always: bool = False, **count) -> None:
        """A round every five seconds for so long; the worker reports while its process lives, or always."""
        for _ in range(round(seconds / EACH)):
            self.clock.now += EACH
            if reporting and (always or self.lives):
                self.report(at=1e9 + self.clock.now, **count)
            look_after_runs(self.supervision)

    def end(self, code: int | None = None) -> None:
        """The processes are killed, or the last one ends by itself with this exit code."""
        for process in self.started:
            process.kill()
            process.wait(5)
        if code is not None:
            self.started[-1].returncode = code

    @property
    def lives(self) -> bool:
        return self.started[-1].poll() is None

    @property
    def state(self) -> tuple[str, int]:
        run = records.get_run(self.db, self.run.id)
        return run.state, run.restarts
