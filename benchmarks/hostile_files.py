"""Pictures made to keep a decoder busy, or to take its memory: each a small file, and valid as far as its format goes.

For tests and for benchmarks/hostile_pictures.py.
"""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

_PNG = b"\x89PNG\r\n\x1a\n"


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    """The file that Pillow writes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def png_chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def thin_png(height: int = 25_000_000) -> bytes:
    """One pixel wide: every row costs a decoder a pointer and a line of its own."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, height, 8, 0, 0, 0, 0))
    return _PNG + header + png_chunk(b"IDAT", zlib.compress(bytes(2 * height), 9)) + png_chunk(b"IEND")


def png_of_empty_chunks(count: int = 800_000) -> bytes:
    whole = encoded(Image.new("RGB", (8, 8)), "PNG")
    return whole[:33] + png_chunk(b"prVt") * count + whole[33:]


def png_of_empty_data_chunks(count: int = 800_000) -> bytes:
    whole = encoded(Image.new("RGB", (8, 8)), "PNG")
    return whole[:33] + png_chunk(b"IDAT") * count + whole[33:]


def jpeg_of_exif_segments(count: int = 520_000) -> bytes:
    """Pillow joins the EXIF data of all segments, one after the other: quadratic in their number."""
    segment = b"Exif\0\0" + bytes(10)
    return _after_start_of_jpeg((b"\xff\xe1" + struct.pack(">H", 2 + len(segment)) + segment) * count)


def jpeg_of_fill_bytes(count: int = 10_000_000) -> bytes:
    """A marker may be preceded by any number of 0xFF."""
    return _after_start_of_jpeg(b"\xff" * count)


def jpeg_of_markers(count: int = 5_000_000) -> bytes:
    """Restart markers, which are two bytes and nothing else."""
    return _after_start_of_jpeg(b"\xff\xd0" * count)


def jpeg_of_stray_bytes(count: int = 10_000_000) -> bytes:
    """Between two segments, where nothing belongs."""
    whole = encoded(Image.new("RGB", (8, 8)), "JPEG")
    first = 4 + int.from_bytes(whole[4:6], "big")
    return whole[:first] + bytes(count) + whole[first:]


def _after_start_of_jpeg(more: bytes) -> bytes:
    whole = encoded(Image.new("RGB", (8, 8)), "JPEG")
    return whole[:2] + more + whole[2:]


def bmp_of_runs(width: int = 2_200, height: int = 2_200) -> bytes:
    """Run lengths of one pixel each, which Pillow decodes in Python."""
    return _bmp_of(b"\x01\x05" * (width * height) + b"\x00\x01", width, height)


def bmp_of_line_ends(width: int = 16_384, height: int = 1_500) -> bytes:
    """Few run lengths, each of one pixel and the end of its line, which Pillow fills up pixel by pixel."""
    runs = b"\x01\x05\x00\x00" * height + b"\x00\x01"
    return _bmp_of(runs, width, height)


def _bmp_of(runs: bytes, width: int, height: int) -> bytes:
    palette = bytes(1_024)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(runs), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 1_024 + len(runs), 0, 0, 54 + 1_024) + header + palette + runs


def gif_of_comments(count: int = 2_000_000) -> bytes:
    """Comments of one letter before the image."""
    whole = encoded(Image.new("P", (8, 8)), "GIF")
    image = whole.index(b",")
    return whole[:image] + b"!\xfe\x01a\x00" * count + whole[image:]


def gif_of_short_blocks(count: int = 5_000_000) -> bytes:
    """One comment, in blocks of one letter."""
    whole = encoded(Image.new("P", (8, 8)), "GIF")
    image = whole.index(b",")
    return whole[:image] + b"!\xfe" + b"\x01a" * count + b"\x00" + whole[image:]


def webp_of_empty_chunks(count: int = 1_000_000) -> bytes:
    whole = encoded(Image.new("RGB", (8, 8)), "WEBP", lossless=True)
    body = whole[8:] + (b"junk" + bytes(4)) * count
    return b"RIFF" + struct.pack("<I", len(body)) + body


#: Each kind by its name, in the size that kept a decoder busy longest or took most memory within 10 MB.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "PNG 1 x 25,000,000": thin_png,
    "PNG of 800,000 empty chunks": png_of_empty_chunks,
    "PNG of 800,000 empty data chunks": png_of_empty_data_chunks,
    "JPEG of 520,000 EXIF segments": jpeg_of_exif_segments,
    "JPEG of 10,000,000 fill bytes": jpeg_of_fill_bytes,
    "JPEG of 5,000,000 markers": jpeg_of_markers,
    "JPEG of 10,000,000 stray bytes": jpeg_of_stray_bytes,
    "BMP of 4,840,000 runs": bmp_of_runs,
    "BMP of 1,500 line ends": bmp_of_line_ends,
    "GIF of 2,000,000 comments": gif_of_comments,
    "GIF of 5,000,000 short blocks": gif_of_short_blocks,
    "WEBP of 1,000,000 empty chunks": webp_of_empty_chunks,
}


def large_picture() -> Image.Image:
    """5,000 x 5,000 with an alpha channel: as many pixels as are allowed, of a content that compresses as photos do."""
    chance = np.random.default_rng(0)
    coarse = Image.fromarray(chance.integers(0, 256, (250, 250, 4), dtype=np.uint8), "RGBA")
    return coarse.resize((5_000, 5_000), Image.Resampling.BICUBIC)


def mutations(whole: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """`whole` with one to eight bytes changed, more often near its beginning, where the format is described."""
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(min(len(data), chance.choice([60, 700, len(data)])))] = chance.randrange(256)
        yield bytes(data)
