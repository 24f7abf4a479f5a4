"""The parts of a file are counted before anything is decoded: too many are refused, and ordinary files are not."""

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageFile

from benchmarks import hostile_files
from benchmarks.hostile_files import HOSTILE, encoded, png_chunk
from builder.datasets.photo import read_photo
from builder.datasets.photo_checks import MAX_SIDE, PhotoError, check_photo
from builder.datasets.photo_kind import KINDS
from builder.datasets.photo_parts import bmp_parts, parts_of

#: What each is told to have too much of. A decoder with limits is what ends the others.
TOLD = {
    "PNG 1 x 25,000,000": "1 x 25,000,000 pixels; choose one with at most 16,384 on either side",
    "PNG of 800,000 empty chunks": "more than 20,000 chunks",
    "PNG of 800,000 empty data chunks": "more than 20,000 chunks",
    "JPEG of 520,000 EXIF segments": "more than 500 segments",
    "JPEG of 10,000,000 fill bytes": "more than 65,536 bytes that belong to no segment",
    "JPEG of 5,000,000 markers": "more than 500 segments",
    "JPEG of 10,000,000 stray bytes": "more than 65,536 bytes that belong to no segment",
    "BMP of 4,840,000 runs": "more than 100,000 runs",
    "GIF of 2,000,000 comments": "more than 20,000 blocks before its first image",
    "GIF of 5,000,000 short blocks": "more than 20,000 blocks before its first image",
    "WEBP of 1,000,000 empty chunks": "more than 5,000 chunks",
}

COUNTERS = {kind.name: kind.parts for kind in KINDS}


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    return Image.fromarray(np.random.RandomState(0).randint(0, 256, size=(300, 400, 3)).astype(np.uint8))


@pytest.mark.parametrize("name", TOLD)
def test_a_hostile_picture_gets_one_sentence_and_no_decoder_sees_it(name, monkeypatch):
    def decode(image: ImageFile.ImageFile) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    monkeypatch.setattr(Image, "open", decode)
    with pytest.raises(PhotoError) as refused:
        read_photo(HOSTILE[name]())
    sentence = str(refused.value)
    assert TOLD[name] in sentence and sentence.endswith(".") and sentence.count(". ") == 0


def test_a_side_of_16384_is_allowed_and_one_pixel_more_is_not():
    assert MAX_SIDE == 16_384
    assert read_photo(encoded(Image.new("L", (16_384, 2)), "PNG")).size == (16_384, 2)
    with pytest.raises(PhotoError, match="2 x 16,385 pixels; choose one with at most 16,384 on either side"):
        read_photo(encoded(Image.new("L", (2, 16_385)), "PNG"))


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("GIF", {}), ("BMP", {}),
        ("WEBP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"exif": b"Exif\0\0"}),
    ],
)  # fmt: skip
def test_the_size_is_told_without_decoding(photo, format, options):
    assert parts_of(COUNTERS[format], encoded(photo, format, **options)) == ((400, 300), None)


def test_the_size_of_an_old_or_upside_down_bitmap_is_told_too():
    old = b"BM" + struct.pack("<IHHI", 100, 0, 0, 26) + struct.pack("<IHHHH", 12, 7, 5, 1, 24) + bytes(120)
    assert parts_of(bmp_parts, old).size == (7, 5)
    down = b"BM" + struct.pack("<IHHI", 100, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 7, -5, 1, 24, *[0] * 6)
    assert parts_of(bmp_parts, down).size == (7, 5)


def test_a_jpeg_as_phones_write_it_is_read(photo):
    """EXIF with a thumbnail, a colour profile in parts, a depth map and signatures: 300 segments, some fill bytes."""
    segments = b"".join(b"\xff" * (number % 4) + b"\xff\xeb\x0f\xa2" + bytes(4_000) for number in range(300))
    whole = encoded(photo, "JPEG")
    assert read_photo(whole[:20] + segments + whole[20:]).size == (400, 300)


def test_a_png_written_in_small_pieces_is_read():
    """10 MB in pieces of 1 kB, less than any encoder writes."""
    whole = encoded(Image.new("RGB", (64, 64)), "PNG")
    assert check_photo(whole[:33] + png_chunk(b"teSt", bytes(1_000)) * 10_000 + whole[33:]).name == "PNG"


def test_a_gif_with_comments_and_metadata_is_read(photo):
    whole = encoded(photo.quantize(), "GIF")
    image = whole.index(b",", 13 + 768)
    metadata = b"!\xff\x0bXMP DataXMP" + (b"\x40" + bytes(64)) * 2_000 + b"\x00"
    assert read_photo(whole[:image] + metadata + b"!\xfe\x05hello\x00" + whole[image:]).size == (400, 300)


def test_a_bitmap_of_ordinary_run_lengths_is_read():
    """A drawing: long runs, some pixels one by one, and line ends."""
    line = b"\xff\x07" * 3 + b"\x00\x05abcde\x00" + b"\x28\x03" + b"\x00\x00"
    data = hostile_files._bmp_of(line * 600 + b"\x00\x01", 3 * 255 + 5 + 40, 600)
    assert read_photo(data).size == (810, 600)


HIDDEN = b"\x00\xfe" + b"\x01" * 127 + b"\x00" + b"\x01\x05" * 63


@pytest.mark.parametrize(("compression", "runs"), [(1, b"\x01\x05" * 190), (2, b"\x01\x05" * 190), (2, HIDDEN)])
def test_run_lengths_of_one_pixel_are_counted_whatever_seems_to_hide_them(compression, runs):
    """With four bits for a pixel, 254 pixels that are given one by one take 127 bytes and not 254."""
    data = bytearray(hostile_files._bmp_of(runs * 38_000, 16_000, 1_500))
    data[30] = compression
    assert parts_of(bmp_parts, bytes(data)).too_many == "more than 100,000 runs of pixels"


def test_an_animation_of_a_thousand_frames_is_read():
    frames = [Image.new("RGB", (4, 4), (number % 256, number // 256, 0)) for number in range(1_000)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True, duration=10)
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.n_frames == 1_000
    assert read_photo(data).size == (4, 4)


@pytest.mark.parametrize("format", COUNTERS)
def test_a_file_cut_off_anywhere_is_left_to_the_decoder(photo, format):
    whole = encoded(photo.crop((0, 0, 30, 20)), format)
    for length in range(14, len(whole)):
        assert parts_of(COUNTERS[format], whole[:length]).too_many is None
