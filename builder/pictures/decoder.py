"""A decoder's process: it loads what it needs, waits for one picture, answers, and ends.

    python -P -m builder.pictures.decoder

The question comes on standard input, the answer goes to standard output (`builder.pictures.message`). Light: Pillow and
numpy, and nothing of the app that it does without.
"""

import io
import os
import sys
from typing import BinaryIO

from PIL import BmpImagePlugin, GifImagePlugin, Image, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from builder.datasets.photo import read_photo
from builder.datasets.photo_checks import TOO_LARGE, PhotoError
from builder.pictures.fitting import cut, fitted
from builder.pictures.limits import limit_this_process
from builder.pictures.message import (
    QUESTION_HEAD,
    READY,
    SHOWN_SIDE,
    Answer,
    Refusal,
    Shape,
    answer_bytes,
    read_question_head,
)
from builder.pictures.part import Part

#: Pillow would load them when the picture is there already.
PLUGINS = (BmpImagePlugin, GifImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)

#: By how much other processes go first, as Unix's nice value; less than for training.
NICER = 5


def answer(data: bytes, shape: Shape, part: Part = "centre") -> Answer | Refusal:
    """What is left of that part of the picture in `data` for a network that takes `shape`, and to look at."""
    try:
        photo = read_photo(data)
        shown = cut(photo, part)
        pixels = fitted(shown, shape, part)
        shown.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
        return Answer(photo.size, shown.size, shown.tobytes(), pixels.tobytes())
    except PhotoError as error:
        return Refusal(str(error))
    except MemoryError:
        return Refusal(TOO_LARGE)


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Says that it is ready, and answers one question; without one, it ends when the one who asks is gone."""
    answers.write(READY)
    answers.flush()
    head = questions.read(QUESTION_HEAD)
    if len(head) < QUESTION_HEAD:
        return
    shape, length, part = read_question_head(head)
    answers.write(answer_bytes(answer(questions.read(length), shape, part)))
    answers.flush()


def _warm() -> None:
    """What the first picture would load: coders, and numpy's conversions."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "JPEG")
    answer(file.getvalue(), (2, 2, 3))


if __name__ == "__main__":
    if sys.platform != "win32":
        os.nice(NICER)
    _warm()
    limit_this_process()
    serve(sys.stdin.buffer, sys.stdout.buffer)
