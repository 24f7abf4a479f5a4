"""The product's own processes: started detached, recognised later by another process, killed reliably.

A process is identified by its number and its creation time, since numbers are reused.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import psutil

import builder
from builder.jobs.executor.local import wake
from builder.jobs.executor.local.logs import open_log
from builder.jobs.options import number
from builder.settings import Settings, is_shared

#: When a clock is corrected while a process lives, its apparent creation time moves too.
CREATE_TIME_TOLERANCE = 2.0

#: How far training steps back behind pages, as Unix's nice value, unless BUILDER_NICE says otherwise.
NICER = 10

#: Command-line arguments that identify a process.
Marks = tuple[str, ...]


def environment_for(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings added, so that a child loads the same ones."""
    root = str(Path(builder.__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join([root, inherited] if inherited else [root])
    environment["BUILDER_HOME"] = str(settings.home.resolve())
    environment["BUILDER_DATABASE_URL"] = settings.database_url
    environment.pop("BUILDER_CIFAR10", None)
    if settings.cifar10 is not None:
        environment["BUILDER_CIFAR10"] = str(settings.cifar10.resolve())
    environment["BUILDER_SNAPSHOTS"] = str(int(settings.snapshots))
    environment["BUILDER_SHIPPED"] = str(settings.shipped)
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    return environment


def start(
    settings: Settings,
    module: str,
    *arguments: str,
    stdin: int = subprocess.DEVNULL,
    extra: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `python -m builder.jobs.<module>` in a session of its own, printing to the log of that name.

    It outlives its starter, and reads nothing but `stdin`. `extra` is added to its environment. Raises OSError.
    """
    # -P: a file in the current folder must not shadow a package.
    command = [sys.executable, "-P", "-m", f"builder.jobs.{module}", *arguments]
    with open_log(settings.home, module, " ".join([module, *arguments])) as log:
        process = subprocess.Popen(
            command,
            env=environment_for(settings) | dict(extra or {}),
            stdin=stdin,
            stdout=log,
            stderr=log,
            # What it writes, weights too, is its owner's alone, unless the home is a group's.
            umask=-1 if is_shared(settings.home) else 0o077,
            start_new_session=sys.platform != "win32",
            creationflags=_creation_flags(),
        )
    threading.Thread(target=_see_off, args=(process, settings.home), name=f"wait for {module}", daemon=True).start()
    return process


def _see_off(process: "subprocess.Popen[bytes]", home: Path) -> None:
    """Wait for the child's end, which removes it from the system's list, and wake who has to find out."""
    process.wait()
    wake.call(home)


def _creation_flags() -> int:
    if sys.platform == "win32":
        # Its own console without a window: Ctrl-C and closing the starter's window do not reach it.
        # (DETACHED_PROCESS would give the interpreter behind a venv's python.exe a visible one.)
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0


def create_time(pid: int) -> float | None:
    """When the running process with that number was created, in unix seconds; None if there is none."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def namespace() -> str | None:
    """What names the namespace within which this process's numbers mean something; None where the system has none."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return None


def is_alive(pid: int, created: float, *known_by: Marks) -> bool:
    """Whether the process with that number is the one created then, and runs.

    Each of `known_by` is a set of arguments that hardly any other process has; they identify a process even
    after the computer's clock was set, which moves the apparent creation times of processes.
    """
    seen = create_time(pid)
    if seen is None:
        return False
    return abs(seen - created) <= CREATE_TIME_TOLERANCE or any(_has_arguments(pid, marks) for marks in known_by)


def is_stopped(pid: int) -> bool:
    """Whether it is suspended (SIGSTOP, a debugger), so that it does nothing by itself."""
    try:
        return psutil.Process(pid).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except psutil.Error:
        return False


def exists(marks: Marks) -> bool:
    """Whether there is a running process whose arguments include all of `marks`."""
    return any(_has_arguments(process.pid, marks) for process in psutil.process_iter())


def _has_arguments(pid: int, marks: Marks) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and set(marks) <= set(process.cmdline())
    except psutil.Error:
        return False


def kill(pid: int, created: float, *known_by: Marks, timeout: float = 3.0) -> None:
    """Kill that process and its children, and wait up to `timeout` seconds until they are gone."""
    if not is_alive(pid, created, *known_by):
        return
    try:
        process = psutil.Process(pid)
        doomed = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for one in doomed:
        with contextlib.suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(doomed, timeout=timeout)


def lower_priority() -> None:
    """Let pages and other programs run before all threads of this process; if refused, nothing changes.

    BUILDER_NICE says how far, of 0 to 19 (10 by default); Windows has one lower priority, which it always takes.
    """
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
            return
        nice = min(19, psutil.Process().nice() + int(number("BUILDER_NICE", NICER)))
        psutil.Process().nice(nice)
        if sys.platform == "linux":
            _lower_on_linux(nice)


def _lower_on_linux(nice: int) -> None:
    """On Linux priorities belong to each thread, and to each session, and not just to the process.

    A desktop's kernel divides the processor among sessions first (autogroup): thread priorities then count only
    within a session, and the session has its own. Raises OSError.
    """
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):  # the thread has just ended
            os.setpriority(os.PRIO_PROCESS, int(thread), nice)
    autogroup = Path("/proc/self/autogroup")
    if os.getsid(0) == os.getpid() and autogroup.exists():  # else the session is shared with other processes
        autogroup.write_text(str(nice), encoding="ascii")
