"""What a picture's file is made of, told without decoding it: its size in pixels, and how many parts it has.

Pillow reads the parts of a file one by one in Python, some of them byte by byte, and joins others again and again:
a small file of a million empty parts keeps it busy for minutes. Here they are counted, no further than to a limit that
no ordinary picture comes near. What is damaged is left to the decoder to say.
"""

import re
import struct
from collections.abc import Callable
from typing import NamedTuple

#: An encoder writes 10 MB of PNG in about 1,300 chunks.
MAX_PNG_CHUNKS = 20_000
#: EXIF, a colour profile, a depth map and signatures make a few hundred segments.
MAX_JPEG_SEGMENTS = 500
#: Bytes between the segments of a JPEG that belong to none of them.
MAX_JPEG_SKIPPED = 65_536
#: Blocks before a GIF's first image: comments, and what other programs keep there.
MAX_GIF_BLOCKS = 20_000
#: Pillow decodes run lengths in Python, a microsecond or two for each.
MAX_BMP_RUNS = 100_000
#: An animation has one chunk for each of its frames.
MAX_WEBP_CHUNKS = 5_000

_NOT_FILL = re.compile(rb"[^\xff]")
_GIF_BEGIN = re.compile(rb"[!,;]")
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
#: How many pixels are in a byte, by the number of a BMP's compression, where that is run lengths.
_RUN_LENGTHS = {1: 1, 2: 2}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})


class FileParts(NamedTuple):
    """`size` is (width, height) as far as the file's beginning tells; `too_many` names what there is too much of."""

    size: tuple[int, int] | None = None
    too_many: str | None = None


def parts_of(count: Callable[[bytes], FileParts], data: bytes) -> FileParts:
    """The parts of `data` in one pass over them, by the counter of its kind; none where it ends too early."""
    try:
        return count(data)
    except (struct.error, IndexError):
        return FileParts()


def png_parts(data: bytes) -> FileParts:
    size = struct.unpack_from(">II", data, 16) if data.startswith(b"IHDR", 12) else None
    at = 8
    for _ in range(MAX_PNG_CHUNKS):
        if at + 8 > len(data) or data.startswith(b"IEND", at + 4):
            return FileParts(size)
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return FileParts(size, f"more than {MAX_PNG_CHUNKS:,} chunks")


def jpeg_parts(data: bytes) -> FileParts:
    """Up to the first scan; what comes later is read by libjpeg, which is quick."""
    size, skipped, at = None, 0, 2
    for _ in range(MAX_JPEG_SEGMENTS):
        end = min(len(data), at + MAX_JPEG_SKIPPED + 2)
        marker = data.find(b"\xff", at, end)
        code = _NOT_FILL.search(data, marker, end) if marker >= 0 else None
        skipped += (end if code is None else code.start() - 1) - at
        if skipped > MAX_JPEG_SKIPPED:
            return FileParts(size, f"more than {MAX_JPEG_SKIPPED:,} bytes that belong to no segment")
        if code is None or data[code.start()] == 0xDA:
            return FileParts(size)
        at, kind = code.end(), data[code.start()]
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = width, height
        if kind != 0 and kind not in _WITHOUT_LENGTH:
            at += max(2, int.from_bytes(data[at : at + 2], "big"))
    return FileParts(size, f"more than {MAX_JPEG_SEGMENTS:,} segments")


def gif_parts(data: bytes) -> FileParts:
    """Up to the first image, which is all that is read."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at, blocks = 13 + _gif_palette(flags), 0
    while begin := _GIF_BEGIN.search(data, at):
        blocks += begin.start() - at
        at = begin.end()
        if begin.group() == b",":
            left, top, across, down = struct.unpack_from("<HHHH", data, at)
            return FileParts((max(width, left + across), max(height, top + down)))
        if begin.group() == b";":
            break
        at += 1
        while at < len(data) and data[at]:
            at += 1 + data[at]
            blocks += 1
            if blocks > MAX_GIF_BLOCKS:
                break
        at, blocks = at + 1, blocks + 1
        if blocks > MAX_GIF_BLOCKS:
            return FileParts((width, height), f"more than {MAX_GIF_BLOCKS:,} blocks before its first image")
    return FileParts()


def _gif_palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def bmp_parts(data: bytes) -> FileParts:
    start, header = struct.unpack_from("<II", data, 10)
    if header not in _BMP_HEADERS:
        return FileParts()
    if header == 12:
        return FileParts(struct.unpack_from("<HH", data, 18))
    width, height = struct.unpack_from("<Ii", data, 18)
    size = width, abs(height)
    in_a_byte = _RUN_LENGTHS.get(struct.unpack_from("<I", data, 30)[0])
    if in_a_byte is not None and not _ends_in_time(data, start, in_a_byte):
        return FileParts(size, f"more than {MAX_BMP_RUNS:,} runs of pixels")
    return FileParts(size)


def _ends_in_time(data: bytes, at: int, in_a_byte: int) -> bool:
    """Whether run lengths from `at` on end after no more than MAX_BMP_RUNS, counted as Pillow reads them."""
    end = len(data) - 1
    for _ in range(MAX_BMP_RUNS):
        if at >= end:
            return True
        count, value = data[at], data[at + 1]
        at += 2
        if count == 0 and value == 1:
            return True
        if count == 0 and value == 2:
            at += 2
        elif count == 0 and value > 2:
            at += -(-value // in_a_byte)
            at += at & 1
    return False


def webp_parts(data: bytes) -> FileParts:
    size = _webp_size(data)
    at = 12
    for _ in range(MAX_WEBP_CHUNKS):
        if at + 8 > len(data):
            return FileParts(size)
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + (length & 1)
    return FileParts(size, f"more than {MAX_WEBP_CHUNKS:,} chunks")


def _webp_size(data: bytes) -> tuple[int, int] | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
