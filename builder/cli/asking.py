"""How a command asks the inference process about a picture, and waits for its answer."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from builder.cli.errors import CommandFailed, InputError
from builder.cli.files import read_input
from builder.cli.place import Place
from builder.cli.terminal import say
from builder.cli.waiting import ask
from builder.datasets.photo_checks import MAX_BYTES, PhotoError, check_photo
from builder.pictures.message import Shape
from builder.pictures.reading import read_picture, warm_up
from builder.store.tasks import Task, get_task
from builder.words.reasons import why_failed

POLL_SECONDS = 0.05
TIMEOUT_SECONDS = 180


def read_photo_file(path: Path) -> bytes:
    """The bytes of a picture whose kind and size are acceptable; raises InputError. A decoder starts meanwhile."""
    content = read_input(path, MAX_BYTES + 1, f"The picture {path}", "an image file")
    try:
        check_photo(content)
    except PhotoError as error:
        raise InputError(f"{path}: {error}") from None
    warm_up(1)
    return content


def pixels_of(path: Path, content: bytes, shape: Shape) -> np.ndarray:
    """The picture as a network takes it: uint8 of `shape`; raises InputError."""
    try:
        return np.frombuffer(read_picture(content, shape).pixels, np.uint8).reshape(shape)
    except PhotoError as error:
        raise InputError(f"{path}: {error}") from None


def answer_to(place: Place, task: Task, nothing: str) -> dict[str, Any]:
    """The task's result, once it is there; raises CommandFailed with what went wrong, or with `nothing`.

    It waits for as long as the task gets on.
    """
    say("Asking the network …")
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while task.is_open:
        if time.monotonic() > deadline:
            raise CommandFailed(f"No answer after {TIMEOUT_SECONDS} seconds; is this machine out of memory? Try again.")
        time.sleep(POLL_SECONDS)
        before, task = task.progress, ask(get_task, place.db, task.id)
        if task.progress != before:
            deadline = time.monotonic() + TIMEOUT_SECONDS
    if task.state == "failed" or task.result is None:
        raise CommandFailed(why_failed(task.error, nothing))
    return task.result
