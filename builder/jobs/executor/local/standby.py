"""The standby: a worker that has loaded TensorFlow and waits for a run, so that Train begins at once.

The supervisor keeps at most one, while nothing trains and somebody has the app open. It hands over a run as one
line of JSON through a pipe. A standby that still waits ends when the pipe closes, so it never outlives its
supervisor; one that has a run no longer reads the pipe, and keeps running.
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
#: The environment variable that holds the token of a worker started for a run.
TOKEN_VARIABLE = "BUILDER_RUN_TOKEN"


@dataclass(frozen=True)
class Standby:
    """The waiting process, seen from its supervisor; `code` is `_code()` at its start."""

    process: "subprocess.Popen[bytes]"
    code: float

    @property
    def pipe(self) -> IO[bytes]:
        """Where it reads its run from."""
        assert self.process.stdin is not None
        return self.process.stdin


def start(settings: Settings) -> Standby:
    """A new standby that is starting; raises OSError."""
    code = _code()
    return Standby(processes.start(settings, "worker", ARGUMENT, stdin=subprocess.PIPE), code)


def is_alive(standby: Standby) -> bool:
    """Whether it runs; it ends only when it is killed, or when TensorFlow cannot be loaded here."""
    return standby.process.poll() is None


def hand_over(standby: Standby, run_id: str, token: str) -> bool:
    """Hand over this run. False if that fails: the standby then never trains this run, and has ended or will end.

    True means only that the line is in the pipe. Its reader has the run once the store says so.
    """
    if not is_alive(standby) or standby.code != _code():  # an older program would train it
        dismiss(standby)
        return False
    line = json.dumps({"run": run_id, "token": token}) + "\n"
    try:
        standby.pipe.write(line.encode())  # far smaller than the pipe's buffer, so written whole or not at all
        standby.pipe.flush()
    except OSError:
        dismiss(standby)
        return False
    dismiss(standby)
    return True


def dismiss(standby: Standby) -> None:
    """Close its pipe, which ends a standby that still waits."""
    with contextlib.suppress(OSError):
        standby.pipe.close()


def orders() -> "queue.SimpleQueue[tuple[str, str]]":
    """In the standby itself: the queue that will hold its run and token. The process ends when the pipe closes.

    Must be called before anything heavy is loaded: on Windows libraries access standard input while they load,
    and would wait as long as another thread reads from it.
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
    """The time of the latest change to the program's files, in unix seconds."""
    root = Path(builder.__file__).parent
    return max(path.stat().st_mtime for path in root.rglob("*.py"))
