"""The standby: a worker that has loaded TensorFlow and waits to be given a run, so that Train begins at once.

The supervisor keeps at most one, while nothing trains and somebody has the app open. It gives it a run in one
line of JSON through a pipe. The pipe's end without a line ends the standby: it never outlives its supervisor,
while one that has its run reads no more, and does.
"""

import contextlib
import json
import logging
import os
import queue
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import builder
from builder.jobs.executor.local import processes
from builder.settings import Settings

log = logging.getLogger(__name__)

MODULE = "builder.jobs.worker"
#: Passed to a worker instead of a run's id.
ARGUMENT = "--standby"
#: The environment variable with the token of a worker that was started for a run.
TOKEN_VARIABLE = "BUILDER_RUN_TOKEN"


@dataclass(frozen=True)
class Standby:
    """The waiting process, seen from its supervisor; `code` is the state of the program's files at its start."""

    process: "subprocess.Popen[bytes]"
    code: float

    @property
    def pipe(self) -> IO[bytes]:
        """Where it reads its run from."""
        assert self.process.stdin is not None
        return self.process.stdin


def start(settings: Settings) -> Standby:
    """A new standby, on its way; raises OSError."""
    code = _code()
    return Standby(processes.start(settings, "worker", ARGUMENT, stdin=subprocess.PIPE), code)


def is_alive(standby: Standby) -> bool:
    """Whether it runs; it ends only when it is killed, or when TensorFlow cannot be loaded here."""
    return standby.process.poll() is None


def hand_over(standby: Standby, run_id: str, token: str) -> bool:
    """Give it this run. False where it cannot be given one: then it never trains this run, and has ended or will.

    True says only that the line is in the pipe. Whoever reads it has the run once the store says so.
    """
    if not is_alive(standby) or standby.code != _code():  # an older program would train it
        dismiss(standby)
        return False
    line = json.dumps({"run": run_id, "token": token}) + "\n"
    try:
        standby.pipe.write(line.encode())  # far below the pipe's size, so whole or not at all
        standby.pipe.flush()
    except OSError:
        dismiss(standby)
        return False
    dismiss(standby)
    return True


def dismiss(standby: Standby) -> None:
    """Close its pipe: a standby that still waits ends."""
    with contextlib.suppress(OSError):
        standby.pipe.close()


def orders() -> "queue.SimpleQueue[tuple[str, str]]":
    """In the standby itself: where its run and token will be. The process ends with the pipe.

    Must be called before anything heavy is loaded: on Windows libraries ask for the standard input while they
    load, and would wait for as long as somebody reads from it.
    """
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    given: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def read() -> None:
        with os.fdopen(pipe, encoding="utf-8") as lines:
            line = lines.readline()
        if not line.endswith("\n"):
            os._exit(0)
        order = json.loads(line)
        given.put((order["run"], order["token"]))

    threading.Thread(target=read, name="orders", daemon=True).start()
    return given


def _code() -> float:
    """The newest change of the program's files, in unix seconds."""
    root = Path(builder.__file__).parent
    return max(path.stat().st_mtime for path in root.rglob("*.py"))
