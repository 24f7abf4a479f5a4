"""How long a supervisor stays, and how long it may sleep: by its last work and by visits of the app."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from builder.jobs.options import number
from builder.jobs.service import visits

#: Seconds between two rounds that nobody asks for: while there is work, and while there is none.
WORK_LOOK = 0.5
IDLE_LOOK = 2.0
#: A standby starts this long after a visit, in seconds, so that the page is drawn first.
STANDBY_DELAY = 1.5


@dataclass
class Presence:
    """What the supervisor knows of the time, as of the last `look`, in monotonic seconds.

    `worked` is when there was something to do; `visited` how many seconds ago somebody opened a page; `present` when
    somebody had the app open, or when there was work that had begun while they had.
    """

    home: Path
    idle_seconds: float = field(default_factory=lambda: number("BUILDER_IDLE_SECONDS", 60))
    standby_seconds: float = field(default_factory=visits.standby_seconds)
    began: float = field(default_factory=time.monotonic)
    now: float = 0.0
    worked: float = 0.0
    visited: float = float("inf")
    present: float = float("-inf")

    def __post_init__(self) -> None:
        self.now = self.worked = self.began

    def look(self) -> None:
        """Find out what time it is, and when somebody opened a page."""
        self.now, self.visited = time.monotonic(), visits.age(self.home)
        self.present = max(self.present, self.now - self.visited)

    def work(self) -> None:
        """There is work to do, or there may be; finding out may have taken a while."""
        now = time.monotonic()
        if self.wants_standby:
            self.present = now
        self.worked = now

    @property
    def wants_standby(self) -> bool:
        """Whether somebody has the app open, or had it a while ago."""
        return self.now - self.present < self.standby_seconds

    @property
    def may_start_standby(self) -> bool:
        """Whether a standby is wanted, and the page has had time to be drawn."""
        return self.wants_standby and self.visited >= STANDBY_DELAY

    @property
    def is_over(self) -> bool:
        """Whether there was nothing to do for long enough."""
        return self.now - self.worked >= self.idle_seconds and not self.wants_standby

    @property
    def is_for_another(self) -> bool:
        """Whether the app was opened with other settings since this supervisor began."""
        opened = self.visited < self.now - self.began
        return opened and visits.with_what(self.home) not in ("", visits.fingerprint())

    def until_due(self) -> float:
        """Seconds until the next round, where nobody asks for one before and there is nothing to do."""
        ends = max(self.worked + self.idle_seconds, self.present + self.standby_seconds)
        dues = (ends - self.now, STANDBY_DELAY - self.visited)
        return min(IDLE_LOOK, *(due for due in dues if due > 0))
