"""What a file is, by its first bytes: names and extensions are often wrong, sometimes on purpose."""

import re
from collections.abc import Callable
from typing import NamedTuple

from builder.datasets.photo_parts import FileParts, bmp_parts, gif_parts, jpeg_parts, png_parts, webp_parts


class PhotoKind(NamedTuple):
    """A format that a picture may have.

    `name` is Pillow's, `title` what people are told; a file of this kind `begins` with what matches, and `parts` counts
    what it is made of (asked through `parts_of`). `extensions` are the usual ones, `rare_extensions` come last in a
    list; all without a dot.
    """

    name: str
    title: str
    begins: re.Pattern[bytes]
    parts: Callable[[bytes], FileParts]
    extensions: tuple[str, ...]
    rare_extensions: tuple[str, ...] = ()


def _starting(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


#: All that is decoded, in the order in which people are told. MPO, which phones write, is several JPEGs in a row: it
#: begins as JPEG and is opened as one.
KINDS = (
    PhotoKind("JPEG", "JPEG", _starting(rb"\xff\xd8\xff"), jpeg_parts, ("jpg", "jpeg"), ("mpo",)),
    PhotoKind("PNG", "PNG", _starting(rb"\x89PNG\r\n\x1a\n"), png_parts, ("png",)),
    PhotoKind("WEBP", "WEBP", _starting(rb"RIFF.{4}WEBP"), webp_parts, ("webp",)),
    PhotoKind("GIF", "GIF", _starting(rb"GIF8[79]a"), gif_parts, ("gif",)),
    PhotoKind("BMP", "BMP", _starting(rb"BM"), bmp_parts, ("bmp",)),
)

#: "JPEG, PNG or GIF", with all titles.
TITLES = " or ".join((", ".join(kind.title for kind in KINDS[:-1]), KINDS[-1].title))
EXTENSIONS = (
    *(extension for kind in KINDS for extension in kind.extensions),
    *(extension for kind in KINDS for extension in kind.rare_extensions),
)

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(data: bytes) -> PhotoKind | None:
    """The only kind that `data` may be decoded as, or None if it begins like no allowed one."""
    return next((kind for kind in KINDS if kind.begins.match(data)), None)


def said_kind(data: bytes) -> str:
    """What a file in no allowed format seems to be, in words that complete "The file is …"."""
    for start, words in _FOREIGN:
        if data.startswith(start):
            return words
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIC_BRANDS:
            return "a HEIC photo, as iPhones keep it (share or export it as JPEG)"
        return "an AVIF picture" if brand in (b"avif", b"avis") else "a video"
    start = data[:1024]
    if b"<svg" in start.lower():
        return "an SVG drawing, which has no pixels"
    return "text" if _is_text(start) else "not a picture of a known format"


def _is_text(start: bytes) -> bool:
    try:
        text = start.decode("utf-8", errors="strict" if len(start) < 1024 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)
