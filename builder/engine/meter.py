"""How far training is, how fast it goes, and how long it will take."""

import time
from collections.abc import Callable, Sequence

from builder.progress.epoch import Progress
from builder.progress.phase import Phase

#: The minimum time in seconds between two reports.
REPORT_INTERVAL = 0.25
#: A validation image costs about a third of a training image: a forward pass and no gradients.
VALIDATION_COST = 1 / 3


class Meter:
    """Counts images and keeps time. It is asked after every batch, so each call costs little more than a clock read.

    `views` is how often validation looks at an image. `costs` are what the epochs cost compared with one another,
    one for each.
    """

    def __init__(
        self,
        *,
        costs: Sequence[float],
        validation_images: int,
        first_epoch: int = 1,
        views: int = 1,
        clock: Callable[[], float] = time.perf_counter,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.validation_images = validation_images
        self.validation_cost = views * VALIDATION_COST
        self.clock, self.now = clock, now
        self.first_epoch = first_epoch
        self.costs = costs
        self.epoch_seconds: list[float] = []
        self.by_speed: float | None = None
        self.first_batch: tuple[float, int] | None = None
        self.last_report = float("-inf")
        self.epoch = 0

    def begin_epoch(self, epoch: int, images: int, images_done: int = 0, seconds_before: float = 0.0) -> None:
        """Begins an epoch, or resumes it after `images_done` images, which took `seconds_before`."""
        self.epoch, self.epoch_began = epoch, self.clock() - seconds_before
        self._begin_phase("training", images, images_done)

    def begin_validation(self) -> None:
        self._begin_phase("validating", self.validation_images)

    def end_epoch(self) -> float:
        """Ends the epoch, validation included; returns its seconds."""
        seconds = self.seconds_in_epoch()
        self.epoch_seconds.append(seconds)
        return seconds

    def seconds_in_epoch(self) -> float:
        """The seconds of the current epoch so far."""
        return self.clock() - self.epoch_began

    def count(self, images: int) -> bool:
        """Notes how many images of this phase are done; true when a report is due."""
        self.images_done = images
        moment = self.clock()
        if self.first_batch is None:
            self.first_batch = (moment, images)
            if self.epoch == self.first_epoch and self.phase == "training":
                return True
        return moment - self.last_report >= REPORT_INTERVAL

    def report(self) -> Progress:
        """The progress now; the next one is due an interval later."""
        self.last_report = self.clock()
        speed = self._images_per_second()
        return Progress(
            phase=self.phase,
            epoch=self.epoch,
            images_done=self.images_done,
            images_total=self.images_total,
            images_per_second=speed,
            seconds_left=self._seconds_left(speed),
            updated_at=self.now(),
        )

    def _begin_phase(self, phase: Phase, images: int, images_done: int = 0) -> None:
        self.phase, self.images_total, self.images_done = phase, images, images_done
        self.images_before = images_done
        self.phase_began, self.first_batch = self.clock(), None

    def _images_per_second(self) -> float | None:
        """The speed in this phase. A process's first batch also compiles, so it does not count."""
        moment, images = self.phase_began, self.images_before
        if self.epoch == self.first_epoch:
            if self.first_batch is None:
                return None
            moment, images = self.first_batch
        elapsed, done = self.clock() - moment, self.images_done - images
        return done / elapsed if done > 0 and elapsed > 0 else None

    def _seconds_left(self, speed: float | None) -> float | None:
        """For the whole run, if no rule ends it sooner."""
        elapsed = self.clock() - self.epoch_began
        this, later = self.costs[self.epoch - 1], sum(self.costs[self.epoch :])
        if self.epoch_seconds:
            # The first epoch includes compiling: until there is another, its speed without that foretells more.
            usual = self.epoch_seconds[1:] or [self.by_speed or self.epoch_seconds[0]]
            mean = sum(usual) / sum(self.costs[self.epoch - 1 - len(usual) : self.epoch - 1])
            return max(0.0, this * mean - elapsed) + later * mean
        if self.phase != "training":
            return later / this * (self.by_speed or elapsed)
        if speed is None:
            return None
        self.by_speed = (self.images_total + self.validation_images * self.validation_cost) / speed
        return max(0.0, self.by_speed * (1 - self.images_done / self.images_total)) + later / this * self.by_speed
