"""A second home in a process namespace of its own, as in a container: it sees no process of this one.

Run as a module it is the namespace's first process: it submits a run in the home that its environment names, prints
the run's id, and looks after it as an open page does, until it is killed.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from builder import jobs
from builder.jobs.executor.local import processes
from builder.settings import Settings, load_settings
from builder.store.runs import records
from builder.store.schema.database import open_database
from tests.jobs.watching import end_processes_of, small

#: Whoever is not root may have a namespace together with a user namespace.
COMMANDS = (["unshare"], ["unshare", "--user", "--map-root-user"])
OPTIONS = ["--pid", "--fork", "--mount-proc", "--kill-child"]
SECOND_OWNER = "b" * 64


@contextmanager
def second_home(settings: Settings, epochs: int) -> Iterator[str]:
    """The id of a run that this home trains in its namespace; everything in there ends with the block."""
    environment = processes.environment_for(settings)
    root = Path(__file__).parents[2]
    command = [*_unshare(), sys.executable, "-m", "tests.jobs.second_home", str(epochs)]
    first = subprocess.Popen(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    try:
        yield first.stdout.readline().strip()
    finally:
        # All processes of a namespace end with its first one.
        for process in (*psutil.Process(first.pid).children(), first):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        first.wait(30)
        first.stdout.close()
        end_processes_of(settings)


def _unshare() -> list[str]:
    for command in COMMANDS:
        with contextlib.suppress(OSError):
            if subprocess.run([*command, *OPTIONS, "true"], capture_output=True).returncode == 0:
                return [*command, *OPTIONS]
    pytest.skip("process namespaces are not permitted here (unshare --pid --fork --mount-proc)")


def main() -> None:
    settings = load_settings()
    db = open_database(settings)
    run = jobs.submit_run(settings, db, small(epochs=int(sys.argv[1])), SECOND_OWNER)
    print(run.id, flush=True)
    while True:
        if records.get_run(db, run.id).state in records.ACTIVE:
            jobs.ensure_supervisor(settings)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # orphans become the first process's children, and zombies
                pass
        time.sleep(0.3)


if __name__ == "__main__":
    main()
