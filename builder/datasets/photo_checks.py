"""What is asked of an uploaded picture before anything is decoded: in one pass over the file, without Pillow."""

from builder.datasets.photo_kind import TITLES, PhotoKind, kind_of, said_kind
from builder.datasets.photo_parts import parts_of

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
#: A decoder keeps something for every row, however short: a picture one pixel wide and millions high is all rows.
MAX_SIDE = 16_384
#: A progressive JPEG has about ten scans, a phone's MPO a few dozen. Each costs a pass over the whole
#: picture, so a small file with thousands of empty scans would keep the machine busy for minutes.
MAX_JPEG_SCANS = 200

TOO_LARGE = "The picture takes more memory than there is for one; save it again with fewer pixels."

WANTED = f"a {TITLES} picture"


class PhotoError(Exception):
    """A file that cannot be used as a picture; the message is one sentence for the user who chose it."""


def check_photo(data: bytes) -> PhotoKind:
    """The only kind that `data` may be decoded as.

    Raises PhotoError for what begins like no picture, and for what is too large, too long or of too many parts.
    """
    if not data:
        raise PhotoError(f"The file is empty (0 bytes); choose {WANTED}.")
    if len(data) > MAX_BYTES:
        raise PhotoError(f"The file is larger than {MAX_BYTES // 1024**2} MB; choose a smaller picture.")
    kind = kind_of(data)
    if kind is None:
        raise PhotoError(f"The file is {said_kind(data)}; choose {WANTED}.")
    size, too_many = parts_of(kind.parts, data)
    if too_many is not None:
        raise PhotoError(f"The {kind.title} picture has {too_many}; save it again in a program that edits pictures.")
    if kind.name == "JPEG" and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise PhotoError(f"The JPEG picture is built in more than {MAX_JPEG_SCANS} passes; save it again as JPEG.")
    if size is not None:
        check_size(size)
    return kind


def check_size(size: tuple[int, int]) -> None:
    """Raises PhotoError for more than MAX_PIXELS pixels, and for a side above MAX_SIDE."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise PhotoError(
            f"The picture has {width:,} x {height:,} pixels ({_megapixels(width * height)}); "
            f"choose one of at most {_megapixels(MAX_PIXELS)}."
        )
    if max(size) > MAX_SIDE:
        raise PhotoError(
            f"The picture has {width:,} x {height:,} pixels; choose one with at most {MAX_SIDE:,} on either side."
        )


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1_000_000:,.0f} megapixels"
