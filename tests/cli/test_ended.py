"""A command that is ended from outside, or given what has no end, says so in one line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.app_process import end_processes_of, environment_in, free_port, wait_until_healthy
from builder.cli.commands import COMMANDS
from builder.cli.main import main
from builder.presets import PRESETS
from tests.hanging import ending
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]

#: The command line with a run that is waiting for its turn for ever: nothing is started that would train it.
WAITING = """
import sys
from builder.cli import main, training
from builder.jobs.service import starting
starting.ensure_supervisor = training.ensure_supervisor = lambda settings: None
sys.exit(main.main(sys.argv[1:]))
"""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
#: What a command cannot do without.
NEEDED = dict.fromkeys(("summary", "export", "train"), "--preset 0")
NEEDED |= dict.fromkeys(
    ("stop", "pause", "resume", "show", "delete", "classify", "backup", "restore", "import", "evaluate", "verify",
     "analyse"), "x"
)  # fmt: skip
NEEDED |= {"rename": "x y", "explain": "x x --output x", "predictions": "x --output x"}
TRAIN = ("train", "--preset", "0", "--dataset", "digits")


def hear(ignoring: str = "") -> None:
    """A shell that starts the tests in the background, or by nohup, has some of them ignored."""
    for name in SIGNALS:
        signal.signal(getattr(signal, name), signal.SIG_IGN if name == ignoring else signal.SIG_DFL)


def started(home: Path, *arguments: str, ignoring: str = "") -> subprocess.Popen:
    """The command, once it has said that its run goes on without it."""

    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, *arguments], cwd=ROOT, env=environment_in(home),
        preexec_fn=lambda: hear(ignoring),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while "goes on if this is closed" not in (line := process.stderr.readline()):
        assert line, "it ended"
    return process


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_the_command_with_a_sentence_and_the_run_stays(tmp_path, name):
    number = getattr(signal, name)
    process = started(tmp_path, *TRAIN)
    process.send_signal(number)
    out, err = process.communicate(timeout=HANG_SECONDS)
    assert (process.returncode, out) == (128 + number, "")
    assert err == "Interrupted. A run that was started goes on; `python -m builder runs` shows it.\n"
    assert json.loads(command(tmp_path, "runs", "--json").stdout)[0]["state"] == "queued"


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
def test_a_signal_that_is_to_be_ignored_is(tmp_path):
    process = started(tmp_path, *TRAIN, ignoring="SIGHUP")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == 128 + signal.SIGTERM


#: `python -m builder runs`, which Ctrl+C meets while it imports its first own module, or after all is done.
EARLY = """
import os, runpy, signal, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "builder.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
runpy.run_module("builder", run_name="__main__")
"""
LATE = """
import atexit, os, runpy, signal
atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
runpy.run_module("builder", run_name="__main__")
"""


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
@pytest.mark.parametrize(("code", "ended"), [(EARLY, (130, "Interrupted.\n")), (LATE, (0, ""))], ids=["early", "late"])
def test_an_interrupt_before_the_command_is_told_and_one_after_it_is_not_taken_for_a_failure(tmp_path, code, ended):
    done = subprocess.run(
        [sys.executable, "-c", code, "presets"], cwd=ROOT, env=environment_in(tmp_path), preexec_fn=hear,
        capture_output=True, text=True, timeout=HANG_SECONDS,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == ended


#: A command that a signal meets while Python carries out text, as it does with each dataclass that it imports.
IN_TEXT = """
import os, signal, sys
from builder.cli.commands import COMMANDS
from builder.cli.main import main
def does(_):
    exec("for _ in (1, 2): os.kill(os.getpid(), signal.SIGHUP)")
COMMANDS["presets"] = COMMANDS["presets"]._replace(does=does)
sys.exit(main(["presets"]))
"""
#: A command whose own thread computes and hears nothing, until it has read a byte.
COMPUTING = """
import ctypes, signal, sys
from builder.cli.commands import COMMANDS
from builder.cli.main import main
def does(_):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # of this thread: another one gets it
    read, byte = ctypes.CDLL(None).read, ctypes.create_string_buffer(1)
    print("Computing", file=sys.stderr, flush=True)
    read(0, byte, 1)
COMMANDS["reproduce"] = COMMANDS["reproduce"]._replace(does=does)
sys.exit(main(["reproduce"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
def test_a_signal_within_text_that_python_carries_out_ends_the_command_with_its_own_status(tmp_path):
    (tmp_path / "in_text.py").write_text(IN_TEXT)
    done = subprocess.run(
        [sys.executable, "-m", "in_text"], cwd=ROOT, preexec_fn=hear, timeout=HANG_SECONDS, capture_output=True,
        env=environment_in(tmp_path / "home") | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (128 + signal.SIGHUP, "Interrupted.\n")


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
def test_a_command_that_computes_says_at_the_signal_that_it_was_heard(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", COMPUTING], cwd=ROOT, env=environment_in(tmp_path), preexec_fn=hear,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr.readline() == "Computing\n"
    while psutil.Process(process.pid).status() != psutil.STATUS_SLEEPING:  # in C, where it waits for its byte
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline() == "Interrupted; ending after the running step.\n"
    _, rest = process.communicate("x", timeout=HANG_SECONDS)
    assert (process.returncode, rest) == (130, "Interrupted. Give the same command to go on.\n")


def test_only_a_command_that_starts_a_run_says_that_one_goes_on(capsys, monkeypatch):
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt(signal.SIGTERM)

    told = {}
    for name, one in COMMANDS.items():
        monkeypatch.setitem(COMMANDS, name, one._replace(does=interrupted))
        assert main([name, *NEEDED.get(name, "").split()]) == 128 + signal.SIGTERM
        told[name] = capsys.readouterr().err
    assert {name for name, sentence in told.items() if "started goes on" in sentence} == {"train", "resume"}
    assert told["app"] == "The app has ended; what trains goes on.\n"
    assert told["backup"] == told["runs"] == "Interrupted.\n"


@pytest.mark.skipif(os.name != "posix", reason="these signals are Unix's")
@pytest.mark.parametrize(
    "name", ["SIGTERM", pytest.param("SIGINT", marks=pytest.mark.slow), pytest.param("SIGHUP", marks=pytest.mark.slow)]
)
def test_the_app_ends_like_any_other_command(tmp_path, name):
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "builder", "app", "--no-browser", "--port", str(port)],
            cwd=ROOT, env=environment_in(tmp_path / "home"), preexec_fn=hear, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", server, log)
        server.send_signal(getattr(signal, name))
        assert server.wait(timeout=HANG_SECONDS) == 128 + getattr(signal, name)
    finally:
        server.kill()
        server.wait()
        end_processes_of(tmp_path / "home")
    lines = log.read_text().splitlines()
    assert lines[-1] == "The app has ended; what trains goes on."
    unwanted = ("Aborted", "Traceback", "ScriptRunContext", "alembic", "plugin")
    assert [line for line in lines if any(word in line for word in unwanted)] == []


def command(home: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "builder", *arguments], cwd=ROOT, env=environment_in(home),
        capture_output=True, text=True, input=stdin, timeout=HANG_SECONDS,
    )  # fmt: skip


@pytest.fixture
def answered(capsys, monkeypatch, tmp_path):
    """Status, stdout and stderr of a command in this process, in a folder with two pipes; fails where it hangs."""
    for name in ("PIPE", "PIPE.py"):
        os.mkfifo(tmp_path / name)

    def answered(*arguments: str, **settings: str) -> tuple[int, str, str]:
        for name in ("BUILDER_CIFAR10", "BUILDER_DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"BUILDER_HOME": str(tmp_path / "home")} | settings).items():
            monkeypatch.setenv(name, value)
        status = ending(lambda: main([str(tmp_path / part) if part.startswith("PIPE") else part for part in arguments]))
        return status, *capsys.readouterr()

    return answered


WITHOUT_END = [
    ("summary", "--spec", "PIPE"), ("train", "--spec", "PIPE"), ("export", "--spec", "PIPE"), ("classify", "PIPE"),
    ("reproduced", "--results", "PIPE"), ("reproduced", "--update", "PIPE"), ("summary", "--spec", "/dev/zero"),
    ("train", "--spec", "/dev/tty"), ("classify", "/dev/zero"), ("classify", "/proc/kmsg"),
    ("summary", "--spec", "/proc/kmsg"), ("export", "--preset", "0", "--output", "PIPE.py"),
    ("restore", "PIPE"), ("restore", "/proc/kmsg"),
]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names in folders here")
@pytest.mark.parametrize("arguments", WITHOUT_END, ids=" ".join)
def test_what_has_no_end_is_one_line_and_status_2(answered, arguments):
    status, out, err = answered(*arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1 and "should not happen" not in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names in folders here")
@pytest.mark.parametrize("place", ["PIPE", "/dev/zero", "/proc/kmsg"])
def test_settings_that_name_what_has_no_end_are_one_line_and_status_2(answered, tmp_path, place):
    path = str(tmp_path / place)
    for arguments, settings in (
        (("train", "--preset", "0", "--dataset", "cifar10"), {"BUILDER_CIFAR10": path}),
        (("runs",), {"BUILDER_DATABASE_URL": f"sqlite:///{path}"}),
        (("runs",), {"BUILDER_HOME": path}),
    ):
        status, out, err = answered(*arguments, **settings)
        assert (status, out, err.count("\n")) == (2, "", 1), settings


@pytest.mark.timing
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names in folders here")
@pytest.mark.parametrize("arguments", [WITHOUT_END[0], WITHOUT_END[3], WITHOUT_END[6]], ids=" ".join)
def test_what_has_no_end_is_told_within_two_seconds_of_the_command(tmp_path, arguments):
    os.mkfifo(tmp_path / "PIPE")
    began = time.monotonic()
    command(tmp_path / "home", *[str(tmp_path / part) if part == "PIPE" else part for part in arguments])
    assert time.monotonic() - began < 2


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="standard input has no name in a folder here")
def test_a_pipe_that_delivers_is_read(tmp_path):
    answer = command(tmp_path, "summary", "--spec", "/dev/stdin", "--json", stdin=PRESETS["0"].experiment.to_json())
    assert json.loads(answer.stdout)["total"] == 263_402 and answer.stderr == ""
