"""A listener that remembers."""

from collections.abc import Callable

from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import CheckpointDamaged


class Recorder:
    """Keeps what it hears; asks to stop as soon as `stop_when(self)` is true, and to pause by `pause_when(self)`."""

    def __init__(
        self,
        stop_when: Callable[["Recorder"], bool] = lambda recorder: False,
        pause_when: Callable[["Recorder"], bool] = lambda recorder: False,
    ) -> None:
        self.stop_when, self.pause_when = stop_when, pause_when
        self.beginnings: list[CheckpointDamaged] = []
        self.phases: list[str] = []
        self.reports: list[Progress] = []
        self.epochs: list[Epoch] = []
        self.kept: list[dict] = []

    def phase(self, text: str) -> None:
        self.phases.append(text)

    def began_again(self, reason: CheckpointDamaged) -> None:
        self.beginnings.append(reason)

    def progress(self, progress: Progress) -> None:
        self.reports.append(progress)

    def epoch(self, epoch: Epoch, **kept) -> None:
        self.epochs.append(epoch)
        self.kept.append(kept)

    def stop_requested(self) -> bool:
        return self.stop_when(self)

    def pause_requested(self) -> bool:
        return self.pause_when(self)
