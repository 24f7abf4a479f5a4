"""Executors of machines that the test decides about."""

from dataclasses import dataclass, field

from builder.jobs.executor.protocol import CannotStartError, WorkerEnd


@dataclass
class Machine:
    """A worker on another machine; the test says what becomes of it."""

    name: str
    end: WorkerEnd | None = None

    def has_ended(self) -> bool:
        return self.end is not None

    def end_of(self) -> WorkerEnd:
        assert self.end is not None
        return self.end

    def stands_still(self) -> bool:
        return False

    def kill(self) -> None:
        self.end = WorkerEnd(how="ended")


@dataclass
class Machines:
    """An Executor that gives each run a machine of its own, as long as there are some."""

    most: int = 10
    machines: dict[str, Machine] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    standby = None

    def training_room(self) -> float:
        return float("inf")

    def start(self, run_id: str, token: str) -> Machine:
        if len(self.tokens) == self.most:
            raise CannotStartError("all machines are taken")
        self.tokens.append(token)
        self.machines[run_id] = Machine(f"machine {len(self.tokens)}")
        return self.machines[run_id]

    def started(self) -> frozenset[str]:
        return frozenset(self.machines)

    def forget(self, run_id: str) -> None:
        self.machines.pop(run_id, None)

    def worker(self, run_id: str, handle: str | None) -> Machine | None:
        return self.machines.get(run_id)

    def is_starting(self, run_id: str) -> bool:
        return False

    def start_standby(self) -> Machine:
        raise CannotStartError("machines do not wait")

    def hand_over(self, run_id: str, token: str) -> Machine | None:
        return None

    def dismiss_standby(self) -> None: ...
