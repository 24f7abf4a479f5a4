"""A student's own picture: read by its content, whatever its name says, and scaled to what the network sees."""

import io
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from builder.datasets.photo_checks import MAX_BYTES, MAX_PIXELS, TOO_LARGE, WANTED, PhotoError, check_photo, check_size
from builder.given_files import read_given

# Pillow warns on stderr of large pictures and damaged metadata; both are handled, or reported, below.
warnings.filterwarnings("ignore", module=r"PIL\.")

#: A larger picture is reduced to between once and twice as much on its shorter side: still many times what a network
#: sees and what a page shows.
KEPT_SIDE = 1_024
#: So many rows of the reduced picture are made at a time, that a copy of the whole is never needed.
BAND = 64

_ORIENTATION = 0x0112  # EXIF
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Those that swap width and height.
_SIDEWAYS = frozenset(_UPRIGHT[orientation] for orientation in (5, 6, 7, 8))


#: What Pillow says of a PNG whose texts or colour profile unfold to more than a megabyte, or 64 of them together.
_TOO_MUCH_TEXT = ("MAX_TEXT_CHUNK", "Too much memory used in text chunks")


class Photo(NamedTuple):
    """`image` is upright and RGB, on white where it was transparent; `size` what the file has, upright too."""

    image: Image.Image
    size: tuple[int, int]


def read_photo(data: bytes) -> Photo:
    """The picture in `data`, its first frame, reduced where its shorter side is at least twice KEPT_SIDE.

    The content counts, not the file's name. `check_photo` is asked before anything is decoded. Raises PhotoError.
    """
    kind = check_photo(data)
    try:
        with Image.open(io.BytesIO(data), formats=(kind.name,)) as image:
            check_size(image.size)
            size = image.size
            image.draft(None, (KEPT_SIDE, KEPT_SIDE))  # JPEG can be decoded at a half, a quarter or an eighth
            image.load()
            turn = _turn_of(image)
            picture = _turned(_on_white(image), turn)
            picture.info = {}  # no location, and no orientation that could be applied a second time
            return Photo(picture, size[::-1] if turn in _SIDEWAYS else size)
    except PhotoError:
        raise
    except Image.DecompressionBombError:
        raise PhotoError(
            f"The picture has too many pixels; choose one of at most {MAX_PIXELS // 1_000_000} megapixels."
        ) from None
    except MemoryError:
        raise PhotoError(TOO_LARGE) from None
    except Exception as error:  # Pillow's decoders raise nearly anything for a damaged or hostile file
        if isinstance(error, ValueError) and any(words in str(error) for words in _TOO_MUCH_TEXT):
            raise PhotoError(
                f"The {kind.title} picture carries more text, or a larger colour profile, than is read of one; "
                "save it again in a program that edits pictures."
            ) from None
        raise PhotoError(
            f"The file begins like a {kind.title} picture, but it is damaged or cut off; "
            "copy or save it again, or choose another."
        ) from None


def read_photo_file(path: Path) -> Photo:
    """`read_photo` of the file at `path`, of which no more than MAX_BYTES are ever read; raises PhotoError."""
    try:
        data = read_given(path, MAX_BYTES + 1)
    except OSError as error:
        raise PhotoError(f"{path} cannot be read ({error.strerror or error}); choose {WANTED}.") from None
    return read_photo(data)


def as_network_sees(image: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    """The centre of an RGB `image` as uint8 of `shape` (height, width, channels), as a network takes it.

    The largest centred part with the shape's proportions is cropped; for one channel it is turned grey.

    It is reduced by averaging areas: each new pixel is the mean of what it covers, so that fine patterns
    turn grey rather than into other patterns (as they do when pixels are picked) and edges do not ring
    (as with bicubic, which overshoots). A smaller picture is enlarged bilinearly.
    """
    height, width, channels = shape
    scale = min(image.width / width, image.height / height)
    cut_width, cut_height = max(1, round(scale * width)), max(1, round(scale * height))
    left, top = (image.width - cut_width) // 2, (image.height - cut_height) // 2
    method = Image.Resampling.BOX if scale >= 1 else Image.Resampling.BILINEAR
    cut = image.crop((left, top, left + cut_width, top + cut_height)).resize((width, height), method)
    return np.array(cut if channels == 3 else cut.convert("L"), dtype=np.uint8).reshape(shape)


def _on_white(image: Image.Image) -> Image.Image:
    """The loaded `image` as RGB, reduced, and then with transparent parts white."""
    if image.mode.startswith("I"):
        return _reduced(_sixteen_bit_grey(image), "RGB")
    if not image.has_transparency_data:
        return _reduced(image, "RGB")
    layered = _reduced(image, "RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _reduced(image: Image.Image, mode: str) -> Image.Image:
    """`image` in that mode, each of its pixels the mean of as many as KEPT_SIDE allows.

    Colours count as much as they are opaque. It is made in bands, as most modes need several times the room of
    what was decoded.
    """
    factor = max(1, min(image.size) // KEPT_SIDE)
    whole = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, whole.height, BAND):
        band = image.crop((0, factor * top, image.width, min(image.height, factor * (top + BAND))))
        whole.paste(band.convert(mode).reduce(factor), (0, top))
    return whole


def _sixteen_bit_grey(image: Image.Image) -> Image.Image:
    """Grey from 0 to 65,535, scaled to 0 to 255; Pillow's own conversion clips at 255, which is nearly white."""
    transparent = image.info.get("transparency")
    grey = Image.new("L", image.size)
    for top in range(0, image.height, BAND):
        band = image.crop((0, top, image.width, min(image.height, top + BAND)))
        values = np.asarray(band).astype(np.int64).clip(0, 65_535)
        shades = ((values + 128) // 257).astype(np.uint8)
        if isinstance(transparent, int):
            shades[values == transparent] = 255
        grey.paste(Image.fromarray(shades), (0, top))
    return grey


def _turn_of(source: Image.Image) -> Image.Transpose | None:
    """How the EXIF data of `source` say that it is to be turned; unreadable EXIF data are ignored."""
    try:
        orientation = source.getexif().get(_ORIENTATION)
    except Exception:  # EXIF is a format of its own, and is damaged as easily as a picture
        return None
    return _UPRIGHT.get(orientation) if isinstance(orientation, int) else None


def _turned(picture: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return picture if turn is None else picture.transpose(turn)
