"""A student's own picture: read by its content, whatever its name says, and scaled to what the network sees."""

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image

from builder.datasets.photo_kind import kind_of, said_kind

# Pillow warns on stderr of large pictures and damaged metadata; both are handled, or reported, below.
warnings.filterwarnings("ignore", module=r"PIL\.")

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
#: A progressive JPEG has about ten scans, a phone's MPO a few dozen. Each costs a pass over the whole
#: picture, so a small file with thousands of empty scans would keep the machine busy for minutes.
MAX_JPEG_SCANS = 200

_WANTED = "a JPEG, PNG, WEBP, GIF or BMP picture"
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


class PhotoError(Exception):
    """A file that cannot be used as a picture; the message is one sentence for the user who chose it."""


def read_photo(data: bytes) -> Image.Image:
    """The picture in `data` as an upright RGB image: its first frame, on white where it is transparent.

    The content counts, not the file's name. Bytes and pixels are checked against MAX_BYTES and MAX_PIXELS
    before anything is decoded. Raises PhotoError.
    """
    kind = _checked_kind(data)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            _check_pixels(image.size)
            image.load()
            picture = _upright(_on_white(image), image)
            picture.info = {}  # no location, and no orientation that could be applied a second time
            return picture
    except PhotoError:
        raise
    except (MemoryError, Image.DecompressionBombError):
        raise PhotoError(f"The picture has too many pixels; choose one of at most {_megapixels(MAX_PIXELS)}.") from None
    except Exception:  # Pillow's decoders raise nearly anything for a damaged or hostile file
        raise PhotoError(
            f"The file begins like a {kind} picture, but it is damaged or cut off; "
            "copy or save it again, or choose another."
        ) from None


def read_photo_file(path: Path) -> Image.Image:
    """`read_photo` of the file at `path`, of which no more than MAX_BYTES are ever read; raises PhotoError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PhotoError(f"{path} cannot be read ({error.strerror or error}); choose {_WANTED}.") from None
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


def _checked_kind(data: bytes) -> str:
    if not data:
        raise PhotoError(f"The file is empty (0 bytes); choose {_WANTED}.")
    if len(data) > MAX_BYTES:
        raise PhotoError(f"The file is larger than {MAX_BYTES // 1024**2} MB; choose a smaller picture.")
    kind = kind_of(data)
    if kind is None:
        raise PhotoError(f"The file is {said_kind(data)}; choose {_WANTED}.")
    if kind == "JPEG" and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise PhotoError(f"The JPEG picture is built in more than {MAX_JPEG_SCANS} passes; save it again as JPEG.")
    return kind


def _check_pixels(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise PhotoError(
            f"The picture has {width:,} x {height:,} pixels ({_megapixels(width * height)}); "
            f"choose one of at most {_megapixels(MAX_PIXELS)}."
        )


def _on_white(image: Image.Image) -> Image.Image:
    """The loaded `image` as RGB, with transparent parts white."""
    if image.mode.startswith("I"):
        return _sixteen_bit_grey(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _sixteen_bit_grey(image: Image.Image) -> Image.Image:
    """Grey from 0 to 65,535, scaled to 0 to 255; Pillow's own conversion clips at 255, which is nearly white."""
    values = np.asarray(image).astype(np.int64).clip(0, 65_535)
    grey = ((values + 128) // 257).astype(np.uint8)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        grey[values == transparent] = 255
    return Image.fromarray(grey).convert("RGB")


def _upright(picture: Image.Image, source: Image.Image) -> Image.Image:
    """`picture` rotated as the EXIF data of `source` says; unreadable EXIF data are ignored."""
    try:
        orientation = source.getexif().get(_ORIENTATION)
    except Exception:  # EXIF is a format of its own, and is damaged as easily as a picture
        return picture
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture if turn is None else picture.transpose(turn)


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1_000_000:,.0f} megapixels"
