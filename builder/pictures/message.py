"""What goes to a decoder and what comes back: a head of fixed length, and then plain bytes.

Nothing that a decoder sends is unpickled or decoded: it has handled bytes that somebody may have made to take it over.
Both ends check lengths by arithmetic alone.
"""

import struct
from typing import NamedTuple

from builder.pictures.part import Box, Part

#: What a decoder sends first, once it has loaded everything and has its limits.
READY = b"R"

#: The picture is shown this large at most.
SHOWN_SIDE = 640
#: The longest sentence, in bytes of UTF-8.
MAX_SENTENCE = 1_000

_QUESTION = struct.Struct("<IIIIB4I")
_ANSWER = struct.Struct("<?IIIII")

#: What stands for each way to fit a picture; a box has the last number.
_FITS: tuple[Part, ...] = ("centre", "whole")
_BOX = len(_FITS)

#: (height, width, channels), as a network takes it.
Shape = tuple[int, int, int]


class Answer(NamedTuple):
    """What is left of one picture.

    `size` is the file's own (width, height), upright; `shown` are the RGB bytes of a picture of `shown_size`, which,
    with a box, shows what is in it; `pixels` are the bytes of what the network gets.
    """

    size: tuple[int, int]
    shown_size: tuple[int, int]
    shown: bytes
    pixels: bytes


class Refusal(NamedTuple):
    """One sentence that says why the file is no picture that can be used."""

    sentence: str


class MessageError(Exception):
    """Bytes that are no message of this kind."""


QUESTION_HEAD = _QUESTION.size


def question_head(shape: Shape, length: int, part: Part = "centre") -> bytes:
    """What goes before the `length` bytes of the file; a box is one that `check_box` accepts."""
    if isinstance(part, Box):
        return _QUESTION.pack(*shape, length, _BOX, *part)
    return _QUESTION.pack(*shape, length, _FITS.index(part), 0, 0, 0, 0)


def read_question_head(head: bytes) -> tuple[Shape, int, Part]:
    """The shape that is asked for, the file's length, and which part of the picture; raises MessageError."""
    try:
        height, width, channels, length, fit, *box = _QUESTION.unpack(head)
    except struct.error as error:
        raise MessageError(str(error)) from None
    if fit > _BOX:
        raise MessageError(f"no way to fit a picture has the number {fit}")
    return (height, width, channels), length, Box(*box) if fit == _BOX else _FITS[fit]


def longest_answer(shape: Shape) -> int:
    """No answer for this shape has more bytes."""
    return _ANSWER.size + max(MAX_SENTENCE, 3 * SHOWN_SIDE * SHOWN_SIDE + shape[0] * shape[1] * shape[2])


def answer_bytes(answer: Answer | Refusal) -> bytes:
    """The whole message."""
    if isinstance(answer, Refusal):
        sentence = answer.sentence.encode("utf-8", "replace")[:MAX_SENTENCE]
        return _ANSWER.pack(False, 0, 0, 0, 0, len(sentence)) + sentence
    body = answer.shown + answer.pixels
    return _ANSWER.pack(True, *answer.size, *answer.shown_size, len(body)) + body


def read_answer(message: bytes, shape: Shape) -> Answer | Refusal:
    """The answer in exactly these bytes; raises MessageError, for a message that is cut off too."""
    try:
        good, width, height, shown_width, shown_height, length = _ANSWER.unpack_from(message)
    except struct.error as error:
        raise MessageError(str(error)) from None
    body = message[_ANSWER.size :]
    if len(body) != length:
        raise MessageError(f"{len(body)} bytes instead of {length}")
    if not good:
        return Refusal(_printable(body))
    shown = 3 * shown_width * shown_height
    if not (0 < shown_width <= SHOWN_SIDE and 0 < shown_height <= SHOWN_SIDE and width and height):
        raise MessageError("a picture of no size that was asked for")
    if length != shown + shape[0] * shape[1] * shape[2]:
        raise MessageError("not as many pixels as were asked for")
    return Answer((width, height), (shown_width, shown_height), body[:shown], body[shown:])


def _printable(text: bytes) -> str:
    told = text[:MAX_SENTENCE].decode("utf-8", "replace")
    return "".join(character for character in told if character.isprintable())
