"""Processes of our own: started detached, recognised later by another process, ended for good.

A process is known by its number and the time it was created, since numbers are used again.
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
from builder.jobs.executor.local.logs import open_log
from builder.settings import Settings

#: Clocks are corrected while a process lives, and with them the time at which it seems to have been created.
CREATE_TIME_TOLERANCE = 2.0

#: By how much training steps back behind pages, in steps of Unix's nice.
NICER = 10

#: Arguments of a command line by which a process is known.
Marks = tuple[str, ...]


def environment_for(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings written into it, so that a child loads the same ones."""
    root = str(Path(builder.__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join([root, inherited] if inherited else [root])
    environment["BUILDER_HOME"] = str(settings.home.resolve())
    environment["BUILDER_DATABASE_URL"] = settings.database_url
    environment.pop("BUILDER_CIFAR10", None)
    if settings.cifar10 is not None:
        environment["BUILDER_CIFAR10"] = str(settings.cifar10.resolve())
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

    It outlives whoever starts it, and reads nothing but `stdin`. `extra` goes into its environment. Raises OSError.
    """
    # -P: what lies in the current folder must not take the place of a package.
    command = [sys.executable, "-P", "-m", f"builder.jobs.{module}", *arguments]
    with open_log(settings.home, module, " ".join([module, *arguments])) as log:
        process = subprocess.Popen(
            command,
            env=environment_for(settings) | dict(extra or {}),
            stdin=stdin,
            stdout=log,
            stderr=log,
            start_new_session=sys.platform != "win32",
            creationflags=_creation_flags(),
        )
    # Whoever waits for a child takes it off the system's list; without this an ended one would stay as a zombie.
    threading.Thread(target=process.wait, name=f"wait for {module}", daemon=True).start()
    return process


def _creation_flags() -> int:
    if sys.platform == "win32":
        # A console without a window, of its own: Ctrl-C and closing the starter's window do not reach it.
        # (DETACHED_PROCESS would give the interpreter behind a venv's python.exe a visible one.)
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0


def create_time(pid: int) -> float | None:
    """When the living process of that number was created, in unix seconds; None if there is none."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def is_alive(pid: int, created: float, *known_by: Marks) -> bool:
    """Whether the process of that number is the one created then, and runs.

    Each of `known_by` is a set of arguments that hardly any other process has; with them a process is known
    even after the computer's clock was set, which moves the times at which processes seem to be created.
    """
    seen = create_time(pid)
    if seen is None:
        return False
    return abs(seen - created) <= CREATE_TIME_TOLERANCE or any(_has_arguments(pid, marks) for marks in known_by)


def is_stopped(pid: int) -> bool:
    """Whether it was told to stand still (SIGSTOP, a debugger), so that it will do nothing by itself."""
    try:
        return psutil.Process(pid).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except psutil.Error:
        return False


def exists(marks: Marks) -> bool:
    """Whether a process lives whose arguments include all of `marks`."""
    return any(_has_arguments(process.pid, marks) for process in psutil.process_iter())


def _has_arguments(pid: int, marks: Marks) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and set(marks) <= set(process.cmdline())
    except psutil.Error:
        return False


def kill(pid: int, created: float, *known_by: Marks, timeout: float = 3.0) -> None:
    """End that process and its children at once, and wait up to `timeout` seconds until they are gone."""
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
    """Let pages and other programs go first, before every thread of this process; where refused, nothing changes."""
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
            return
        nice = min(19, psutil.Process().nice() + NICER)
        psutil.Process().nice(nice)
        if sys.platform == "linux":
            _lower_on_linux(nice)


def _lower_on_linux(nice: int) -> None:
    """What other systems do with the process alone: Linux keeps a priority for each thread, and for each session.

    A desktop's kernel shares the processor out among sessions first (autogroup): priorities then count within a
    session only, and a session has its own. Raises OSError.
    """
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):  # it has just ended
            os.setpriority(os.PRIO_PROCESS, int(thread), nice)
    autogroup = Path("/proc/self/autogroup")
    if os.getsid(0) == os.getpid() and autogroup.exists():  # else the session is somebody else's as well
        autogroup.write_text(str(nice), encoding="ascii")
