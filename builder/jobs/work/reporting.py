"""Writes what the engine reports to the store, and reads from there whether to stop or pause."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Engine

from builder.jobs.retry import OUTAGE, patiently
from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import CheckpointDamaged
from builder.progress.phase import Phase
from builder.store.errors import LostRunError
from builder.store.runs.attempts import Wish, record_epoch, record_new_beginning, report_progress
from builder.store.schema.database import now

#: In seconds: progress is written at most every TICK, and at least every HEARTBEAT even if it has not changed.
TICK = 0.25
HEARTBEAT = 1.0

log = logging.getLogger(__name__)


class StoreListener:
    """Writes one attempt's progress from its own thread, so that a slow disk does not slow training.

    Epochs are written by the caller's thread, each before the next one begins; `after_epoch` is then called with each.
    `on_lost` is called from the thread if the run no longer belongs to this attempt.
    """

    def __init__(self, db: Engine, run_id: str, token: str, on_lost: Callable[[], None]):
        self._db, self._run_id, self._token, self._on_lost = db, run_id, token, on_lost
        self.after_epoch: Callable[[Epoch], None] = lambda _: None
        self._latest = Progress(phase="starting_tensorflow")
        self._wish: Wish | None = None
        self._changed = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._write_progress, name="progress", daemon=True)

    def __enter__(self) -> "StoreListener":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stops writing: a report after the run has left its state would find it lost."""
        self._closed.set()
        self._changed.set()
        self._thread.join()

    def phase(self, phase: Phase) -> None:
        """What is being done now, in a phase without counts."""
        self.progress(Progress(phase=phase))

    def began_again(self, reason: CheckpointDamaged) -> None:
        """Training begins again from its start; raises LostRunError."""
        patiently(record_new_beginning, self._db, self._run_id, self._token, reason)

    def progress(self, progress: Progress) -> None:
        """How far the phase is; only the newest is written."""
        self._latest = progress
        self._changed.set()

    def epoch(
        self,
        epoch: Epoch,
        *,
        best_epoch: int | None,
        kept_epoch: int | None,
        validation_accuracy: float | None,
        seconds: float,
    ) -> None:
        """An epoch is done and the kept weights are on disk; raises LostRunError."""
        patiently(
            record_epoch,
            self._db,
            self._run_id,
            self._token,
            epoch,
            best_epoch=best_epoch,
            kept_epoch=kept_epoch,
            validation_accuracy=validation_accuracy,
            seconds=seconds,
        )
        self.after_epoch(epoch)

    def stop_requested(self) -> bool:
        """Whether someone pressed Stop; known within HEARTBEAT seconds."""
        return self._wish == "stop"

    def pause_requested(self) -> bool:
        """Whether someone pressed Pause; known within HEARTBEAT seconds."""
        return self._wish == "pause"

    def _write_progress(self) -> None:
        while not self._closed.is_set():
            self._changed.clear()
            try:
                # A heartbeat too: the supervisor kills a process that is silent for long.
                report = self._latest.model_copy(update={"updated_at": now()})
                self._wish = report_progress(self._db, self._run_id, self._token, report)
            except LostRunError as error:
                log.info("%s", error)
                self._on_lost()
                return
            except Exception as error:  # training continues; the pages show the last progress
                self._closed.wait(OUTAGE.failed(error))
                continue
            OUTAGE.over()
            self._closed.wait(TICK)
            self._changed.wait(HEARTBEAT - TICK)
