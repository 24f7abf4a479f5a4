"""Reads a picture through a decoder: a bounded number at a time, each in a process of its own that is used once.

A decoder that has answered, or has fallen, is gone: nothing of one picture can reach another. Those that `warm_up` has
started wait ready, so that a person waits for no start.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import builder
from builder.datasets.photo_checks import TOO_LARGE, PhotoError, check_photo
from builder.pictures import turns
from builder.pictures.guard import Guard, Why
from builder.pictures.message import (
    READY,
    Answer,
    MessageError,
    Refusal,
    Shape,
    longest_answer,
    question_head,
    read_answer,
)
from builder.pictures.part import Box, Part, check_box

log = logging.getLogger(__name__)

#: What Python is started with. -P: a file in the current folder must not shadow a package.
DECODER = ("-P", "-m", "builder.pictures.decoder")
#: So many pictures are read at a time.
AT_A_TIME = 2
#: Seconds that a picture waits for a free decoder.
WAIT_SECONDS = 2.0
#: Seconds until a picture has its answer, waiting included.
ANSWER_SECONDS = 4.0

#: A process that has closed its output is gone after this many.
END_SECONDS = 0.5

BUSY = "Too many other pictures are being read just now; give this one again in a few seconds."
OWN_BUSY = "Another picture of yours is being read just now; give this one again in a few seconds."
SLOW = "The picture takes too long to read; save it again as an ordinary JPEG or PNG picture, or choose another."
LATE = "The picture could not be read in time, perhaps because this computer is busy; give it again."
FELL = "The process that read the picture ended in the middle; give it again, or choose another."
NOT_STARTED = "The process that reads pictures could not be started; close other programs and give the picture again."


class NotReadError(PhotoError):
    """The picture may be good: it was not read, for a reason that may be gone when it is given again."""


class Question(NamedTuple):
    """A file, the shape that is asked for, and which part of the picture."""

    data: bytes
    shape: Shape
    part: Part


class Ended(NamedTuple):
    """How a decoder ended that gave no answer: by a guard, or with its exit code."""

    why: Why | None
    code: int | None


_free = threading.BoundedSemaphore(AT_A_TIME)
_lock = threading.Lock()
_ready: list["subprocess.Popen[bytes]"] = []


def read_picture(data: bytes, shape: Shape, sender: str | None = None, part: Part = "centre") -> Answer:
    """What is left of that part of the picture in `data` for a network that takes `shape`, and to look at.

    Each `sender` has one picture read at a time; None has no turns. The caller waits ANSWER_SECONDS at most. Raises
    PhotoError, and NotReadError where that says nothing about the picture.
    """
    check_photo(data)
    if isinstance(part, Box):
        check_box(part)
    began = time.monotonic()
    if not turns.take(sender, WAIT_SECONDS):
        raise NotReadError(OWN_BUSY)
    try:
        if not _free.acquire(timeout=max(0.0, began + WAIT_SECONDS - time.monotonic())):
            raise NotReadError(BUSY)
        try:
            answer = _asked(_taken(), Question(data, shape, part), began + ANSWER_SECONDS - time.monotonic())
        finally:
            _free.release()
    finally:
        turns.give_back(sender)
    if isinstance(answer, Ended):
        raise _error(answer)
    if isinstance(answer, Refusal):
        raise PhotoError(answer.sentence)
    return answer


def warm_up(count: int = AT_A_TIME) -> None:
    """Gets so many decoders ready, if there are fewer. Cheap, and never raises."""
    with _lock:
        _ready[:] = [process for process in _ready if process.poll() is None]
        try:
            while len(_ready) < count:
                _ready.append(_started())
        except OSError as error:
            log.warning("No decoder of pictures could be started ahead: %s", error)


def _taken() -> "subprocess.Popen[bytes]":
    """A decoder for one picture: one that waits, or a new one."""
    with _lock:
        while _ready:
            process = _ready.pop(0)
            if process.poll() is None:
                return process
            _end(process)
    try:
        return _started()
    except OSError as error:
        raise NotReadError(NOT_STARTED) from error


def _started() -> "subprocess.Popen[bytes]":
    root = str(Path(builder.__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    # What a decoder does not know it cannot tell: an address of a database may hold a password.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    environment["PYTHONPATH"] = os.pathsep.join([root, inherited] if inherited else [root])
    # Threads would take address space, each for a stack and for what it allocates.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    return subprocess.Popen(
        [sys.executable, *DECODER],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Ctrl+C in the terminal is the app's to answer, or the command's.
        start_new_session=sys.platform != "win32",
        creationflags=_creation_flags(),
    )


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _asked(process: "subprocess.Popen[bytes]", question: Question, seconds: float) -> Answer | Refusal | Ended:
    """The decoder's answer, or how it ended without one; afterwards it is gone.

    Raises NotReadError for a decoder that could not even begin.
    """
    guard = Guard(process, seconds)
    try:
        began, message = _exchanged(process, question)
        guard.done()
        code = None if message else _exit_code(process)
        if not began and guard.why is None:
            log.error("A decoder of pictures ended with code %s; python -m builder.pictures.decoder says why", code)
            raise NotReadError(NOT_STARTED)
        return read_answer(message, question.shape)
    except MessageError:
        return Ended(guard.why, _exit_code(process))
    finally:
        guard.done()
        _end(process)


def _exchanged(process: "subprocess.Popen[bytes]", question: Question) -> tuple[bytes, bytes]:
    """What the decoder said when it was ready, and its answer; either is empty where it ended before."""
    assert process.stdin is not None and process.stdout is not None
    began = process.stdout.read(len(READY))
    with contextlib.suppress(OSError):  # it has ended
        process.stdin.write(question_head(question.shape, len(question.data), question.part))
        process.stdin.write(question.data)
        process.stdin.flush()
    return began, process.stdout.read(longest_answer(question.shape) + 1)


def _exit_code(process: "subprocess.Popen[bytes]") -> int | None:
    """With what code a process ended that has closed its output; None if it goes on all the same."""
    try:
        return process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _error(ended: Ended) -> PhotoError:
    if ended.why == "memory":
        return PhotoError(TOO_LARGE)
    if ended.why == "time":
        return NotReadError(LATE)
    if sys.platform != "win32" and ended.code == -signal.SIGXCPU:
        return PhotoError(SLOW)
    return NotReadError(FELL)
