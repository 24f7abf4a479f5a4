"""A picture as an address that holds it, for the src of an <img>."""

import base64
import io

import numpy as np
from PIL import Image, PngImagePlugin, WebPImagePlugin

#: The formats that are written here. For one that it does not know yet Pillow loads all 50 of them.
WRITTEN = PngImagePlugin, WebPImagePlugin


def png_address(pixels: np.ndarray, compress_level: int = 1) -> str:
    """uint8 (height, width, 1 or 3) as "data:image/png;base64,…"; a higher level, to 9, is smaller and takes longer."""
    file = io.BytesIO()
    Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[:, :, 0]).save(
        file, "PNG", compress_level=compress_level
    )
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def small_address(pixels: np.ndarray) -> str:
    """uint8 (height, width, 1 or 3) as an address of a third of the length, in which a few grey levels are lost."""
    file = io.BytesIO()
    Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[:, :, 0]).save(file, "WEBP", quality=80)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def jpeg_address(file: bytes) -> str:
    """A JPEG file as an address that holds it."""
    return "data:image/jpeg;base64," + base64.b64encode(file).decode("ascii")
