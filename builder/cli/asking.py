"""How a command asks the inference process about a picture, and waits for its answer."""

import argparse
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from builder.cli.errors import CommandFailed, InputError
from builder.cli.files import read_input
from builder.cli.place import Place
from builder.cli.terminal import say
from builder.cli.waiting import ask
from builder.datasets.photo_checks import MAX_BYTES, PhotoError, check_photo
from builder.pictures.kind import Kind
from builder.pictures.looks import are_strokes_of, from_ink, looks_of, why_unlike
from builder.pictures.part import Box, Part
from builder.pictures.reading import read_picture, warm_up
from builder.shipped.network import is_shipped
from builder.store.runs.records import Run
from builder.store.tasks import Task, get_task
from builder.words.reasons import why_failed
from builder.words.seen import INVERTED_AND_CROPPED

POLL_SECONDS = 0.05
TIMEOUT_SECONDS = 180


class PictureError(InputError):
    """A picture cannot be read; of several, the others may be good."""


def read_photo_file(path: Path) -> bytes:
    """The bytes of a picture whose kind and size are acceptable; raises PictureError. A decoder starts meanwhile."""
    try:
        content = read_input(path, MAX_BYTES + 1, f"The picture {path}", "an image file")
    except InputError as error:
        raise PictureError(str(error)) from None
    try:
        check_photo(content)
    except PhotoError as error:
        raise PictureError(f"{path}: {error}") from None
    warm_up(1)
    return content


class Seen(NamedTuple):
    """What a network gets of a picture: `pixels` uint8 (height, width, channels), of which `part` of it.

    `is_ink` where it was ink on paper, and is inverted and cropped to the writing; `are_strokes` where it is strokes,
    as the network's own images are. `kind` is the kind of picture that it seems to be, and `unlike` why the network
    does not know such pictures, a sentence. `is_idle` where --as-is was given and there was nothing for
    it to leave.
    """

    pixels: np.ndarray
    part: Part
    is_ink: bool
    are_strokes: bool
    kind: Kind | None
    unlike: str | None
    is_idle: bool

    @property
    def document(self) -> dict[str, Any]:
        """The same without the pixels, as JSON."""
        box = list(self.part) if isinstance(self.part, Box) else None
        fit = "box" if isinstance(self.part, Box) else self.part
        return {"part": fit, "box": box, "inverted": self.is_ink, "cropped_to_writing": self.is_ink}

    @property
    def sentences(self) -> list[str]:
        """What was done to the picture and may surprise: one sentence, or none."""
        if self.is_idle:
            return ["--as-is changed nothing: only ink on paper for the digits is inverted and cropped."]
        return [f"Ink on paper is {INVERTED_AND_CROPPED} --as-is leaves it as it is."] if self.is_ink else []


def part_of(arguments: argparse.Namespace) -> Part:
    """Which part of the picture was asked for."""
    return Box(*arguments.box) if arguments.box else arguments.fit or "centre"


def seen_of(path: Path, content: bytes, run: Run, part: Part, *, as_is: bool) -> Seen:
    """The picture as the run's network gets it, as on the page, where ink on paper is inverted; raises PictureError."""
    shape = run.experiment.images.shape
    try:
        answer = read_picture(content, shape, part=part)
    except PhotoError as error:
        raise PictureError(f"{path}: {error}") from None
    shown = Image.frombytes("RGB", answer.shown_size, answer.shown)
    looks = looks_of(shown)
    are_strokes, unlike = are_strokes_of(run.dataset, looks.kind), why_unlike(run.dataset, looks.kind)
    ink = from_ink(run.dataset, looks.ink)
    written = None if as_is else ink
    pixels = np.frombuffer(answer.pixels, np.uint8).reshape(shape) if written is None else written
    return Seen(
        pixels,
        part,
        is_ink=written is not None,
        are_strokes=are_strokes,
        kind=looks.kind,
        unlike=unlike,
        is_idle=as_is and ink is None,
    )


def asking(run: Run) -> str:
    """That this network is asked, with the name that a command knows it by."""
    known_by = "which comes with the app (--run shipped)" if is_shipped(run) else f"run {run.id}"
    return f"Asking the network “{run.name}”, {known_by} …"


def answer_to(place: Place, task: Task, nothing: str, begins: str = "Asking the network …") -> dict[str, Any]:
    """The task's result, once it is there; raises CommandFailed with what went wrong, or with `nothing`.

    It waits for as long as the task gets on. `begins` is said at once, if it is not empty.
    """
    if begins:
        say(begins)
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
