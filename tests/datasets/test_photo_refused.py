"""Files that are no usable picture: one clear sentence each, quickly, and nothing else happens."""

import io
import random
import struct
import subprocess
import sys
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from builder.datasets.photo import MAX_BYTES, MAX_PIXELS, PhotoError, read_photo, read_photo_file
from builder.datasets.photo_kind import KINDS


def encoded(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def noise(side: int = 64) -> Image.Image:
    return Image.fromarray(np.random.RandomState(0).randint(0, 256, size=(side, side, 3)).astype(np.uint8))


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose header says width x height, whatever is in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(body)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, part) for kind, part in parts)


def gif_claiming(width: int, height: int, frame_width: int, frame_height: int) -> bytes:
    """A GIF of one frame larger or smaller than its screen, with hardly any data."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
        + b"," + struct.pack("<HHHHB", 0, 0, frame_width, frame_height, 0) + b"\x02\x02\x44\x01\x00;"
    )  # fmt: skip


def bmp_claiming(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 60, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)


def webp_claiming(width: int, height: int) -> bytes:
    canvas = struct.pack("<I", 0) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header says width x height."""
    data = bytearray(encoded(noise(16), "JPEG"))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def refusal(data: bytes) -> str:
    """The one sentence with which `data` is refused."""
    with pytest.raises(PhotoError) as refused:
        read_photo(data)
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and "Error" not in sentence
    return sentence


@pytest.fixture
def decoded(monkeypatch) -> list[tuple[int, int]]:
    """The sizes of the pictures whose pixels Pillow was asked for."""
    sizes: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: sizes.append(image.size) or load(image))
    return sizes


def test_an_empty_file_is_said_to_be_empty():
    assert refusal(b"") == "The file is empty (0 bytes); choose a JPEG, PNG, WEBP, GIF or BMP picture."


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"Dear diary, today I trained a network.", "The file is text; choose a JPEG"),
        ("Liebes Tagebuch: schöne Grüße\n".encode() * 100, "The file is text;"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing, which has no pixels"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04" + bytes(40), "a ZIP archive or an office document"),
        (HEIC, "a HEIC photo, as iPhones keep it (share or export it as JPEG)"),
        (HEIC.replace(b"heic", b"avif"), "an AVIF picture"),
        (HEIC.replace(b"heic", b"mp42"), "a video"),
        (encoded(noise(8), "TIFF"), "a TIFF picture"),
        (encoded(noise(8), "ICO"), "an icon"),
        (encoded(noise(8), "PPM"), "not a picture of a known format"),
        (encoded(noise(8), "EPS"), "The file is "),
        (bytes(1000), "not a picture of a known format"),
        (b"\xff" * 1000, "not a picture of a known format"),
        (b"MZ" + bytes(500), "not a picture of a known format"),
    ],
)
def test_what_is_no_allowed_picture_is_named(data, what):
    sentence = refusal(data)
    assert what in sentence and "choose a JPEG, PNG, WEBP, GIF or BMP picture" in sentence


@pytest.mark.parametrize("format", [kind.name for kind in KINDS])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_cut_off_is_called_damaged(format, share):
    whole = encoded(noise(), format)
    assert f"begins like a {format} picture, but it is damaged or cut off" in refusal(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x04\x00\x00\x00WEBP", b"GIF89a", b"BM"]
)
def test_a_beginning_alone_is_called_damaged(start):
    assert "damaged or cut off" in refusal(start)
    assert "damaged or cut off" in refusal(start + b"<script>alert(1)</script>" * 50)


def test_a_file_above_10_megabytes_is_refused_unread():
    assert MAX_BYTES == 10 * 1024 * 1024
    exact = encoded(noise(), "PNG")
    assert read_photo(exact + bytes(MAX_BYTES - len(exact))).size == (64, 64)
    assert refusal(exact + bytes(MAX_BYTES - len(exact) + 1)) == (
        "The file is larger than 10 MB; choose a smaller picture."
    )


def test_25_megapixels_are_allowed_and_one_row_more_is_not():
    assert MAX_PIXELS == 25_000_000
    assert read_photo(encoded(Image.new("L", (5_000, 5_000)), "PNG")).size == (5_000, 5_000)
    sentence = refusal(encoded(Image.new("L", (5_000, 5_001)), "PNG"))
    assert "has 5,000 x 5,001 pixels" in sentence and "at most 25 megapixels" in sentence


@pytest.mark.parametrize(
    "data",
    [
        png_claiming(30_000, 30_000),
        png_claiming(2**31 - 1, 2**31 - 1),
        png_claiming(25_000_001, 1),
        gif_claiming(65_535, 65_535, 1, 1),
        gif_claiming(1, 1, 65_535, 65_535),
        gif_claiming(6_000, 5_000, 6_000, 5_000),
        bmp_claiming(100_000, 100_000),
        bmp_claiming(100_000, -100_000),
        webp_claiming(16_383, 16_383),
        webp_claiming(2**24, 2**24),
        jpeg_claiming(65_500, 65_500),
    ],
    ids=lambda data: f"{data[:4]!r} of {len(data)} bytes",
)
def test_absurd_sizes_are_refused_before_anything_is_decoded(data, decoded):
    assert "pixels" in refusal(data) or "damaged" in refusal(data)
    assert decoded == []


@pytest.mark.parametrize("data", [png_claiming(0, 0), png_claiming(0, 5), gif_claiming(0, 0, 0, 0), bmp_claiming(0, 9)])
def test_a_picture_without_pixels_is_called_damaged(data):
    assert "damaged or cut off" in refusal(data)


def test_a_header_that_promises_more_than_there_is_is_called_damaged():
    assert "damaged or cut off" in refusal(png_claiming(4_000, 4_000, body=bytes(100)))
    assert "damaged or cut off" in refusal(bmp_claiming(4_000, 4_000))


@pytest.mark.parametrize("chunk", [b"zTXt", b"iCCP", b"iTXt"])
def test_a_text_chunk_that_swells_to_megabytes_is_not_unpacked(chunk):
    head = {b"iTXt": b"Comment\x00\x01\x00\x00\x00"}.get(chunk, b"Comment\x00\x00")
    swelling = head + zlib.compress(bytes(20_000_000), 9)
    whole = encoded(noise(8), "PNG")
    data = whole[:33] + png_chunk(chunk, swelling) + whole[33:]
    tracemalloc.start()
    try:
        assert "carries more text, or a larger colour profile" in refusal(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


def test_a_jpeg_of_thousands_of_passes_is_refused_before_anything_is_decoded(decoded):
    whole = encoded(noise(), "JPEG", progressive=True)
    last_scan = whole[whole.rindex(b"\xff\xda") : -2]
    assert "more than 200 passes" in refusal(whole[:-2] + last_scan * 2_000 + b"\xff\xd9")
    assert decoded == []


@pytest.mark.filterwarnings("ignore:Image size")
def test_damaged_pictures_are_read_or_refused_and_nothing_else():
    """Bytes changed at random in every format: a picture or a sentence, never another exception."""
    chance = random.Random(0)
    palette = noise().quantize(16)
    wholes = [encoded(noise(), kind.name) for kind in KINDS]
    wholes += [encoded(palette, "PNG", transparency=3), encoded(noise(), "JPEG", progressive=True)]
    wholes += [encoded(noise(), "GIF", save_all=True, append_images=[palette.convert("RGB")])]
    for whole in wholes:
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(min(len(data), chance.choice([60, 700, len(data)])))] = chance.randrange(256)
            try:
                assert read_photo(bytes(data)).image.mode == "RGB"
            except PhotoError as error:
                assert str(error).endswith(".")


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(PhotoError, match=r"nowhere\.png cannot be read \(No such file or directory\); choose a JPEG"):
        read_photo_file(tmp_path / "nowhere.png")
    with pytest.raises(PhotoError, match="cannot be read"):
        read_photo_file(tmp_path)


def test_pillows_warnings_do_not_reach_stderr():
    code = (
        "import sys\n"
        "from builder.datasets.photo import PhotoError, read_photo\n"
        "try: read_photo(sys.stdin.buffer.read())\n"
        "except PhotoError as error: print(error)\n"
    )
    data = png_claiming(12_000, 10_000)  # Pillow warns above 89 megapixels
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert b"12,000 x 10,000 pixels (120 megapixels)" in done.stdout and done.stderr == b""
