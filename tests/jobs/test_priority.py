"""Training steps back behind pages, as the system counts it."""

import subprocess
import sys
from pathlib import Path

import pytest

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="threads and sessions have priorities on Linux alone")
#: A process with a thread that was there before, as TensorFlow's are; prints each thread's nice, and its session's.
LOWERED = """
import os, threading
from pathlib import Path
from builder.jobs.executor.local import processes

threading.Thread(target=threading.Event().wait, daemon=True).start()
processes.lower_priority()
print(*sorted(os.getpriority(os.PRIO_PROCESS, int(thread)) for thread in os.listdir("/proc/self/task")))
session = Path("/proc/self/autogroup")
print(session.read_text().rpartition(" ")[2].strip() if session.exists() else "no sessions")
"""


@pytest.fixture(autouse=True)
def steps_back_as_usual(monkeypatch: pytest.MonkeyPatch, training_steps_back_for_nobody: None) -> None:
    monkeypatch.delenv("BUILDER_NICE")


def lowered(*, own_session: bool) -> tuple[list[int], str]:
    """The nice of each thread and of the session, of a process that has lowered its priority."""
    command = [sys.executable, "-c", LOWERED]
    done = subprocess.run(command, start_new_session=own_session, capture_output=True, text=True, check=True)
    threads, session = done.stdout.splitlines()
    return [int(nice) for nice in threads.split()], session


@ON_LINUX
def test_every_thread_steps_back_those_that_were_there_before_too():
    threads, _ = lowered(own_session=True)
    ours = int(subprocess.run(["nice"], capture_output=True, text=True, check=True).stdout)
    assert threads == [min(19, ours + 10)] * 2


@ON_LINUX
@pytest.mark.parametrize(("given", "back"), [("0", 0), ("3", 3), ("a lot", 10)])
def test_how_far_is_a_setting(monkeypatch, given, back):
    monkeypatch.setenv("BUILDER_NICE", given)
    threads, _ = lowered(own_session=True)
    ours = int(subprocess.run(["nice"], capture_output=True, text=True, check=True).stdout)
    assert threads == [min(19, ours + back)] * 2


@ON_LINUX
def test_a_session_of_its_own_steps_back_and_one_that_is_shared_stays():
    if not Path("/proc/self/autogroup").exists():
        pytest.skip("this kernel does not share the processor out among sessions")
    threads, session = lowered(own_session=True)
    assert session == str(threads[0])
    before = Path("/proc/self/autogroup").read_text().rpartition(" ")[2].strip()
    _, shared = lowered(own_session=False)
    assert shared == before == Path("/proc/self/autogroup").read_text().rpartition(" ")[2].strip()
