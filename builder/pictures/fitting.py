"""A part of a picture, cut and fitted into the shape that a network takes, where the picture is decoded."""

import numpy as np
from PIL import Image

from builder.datasets.photo import Photo, as_network_sees
from builder.datasets.photo_checks import PhotoError
from builder.pictures.part import Box, Part, check_box, said_box


def cut(photo: Photo, part: Part) -> Image.Image:
    """The picture, or what is in the box; raises PhotoError, with one sentence, for a box that is not inside it."""
    if not isinstance(part, Box):
        return photo.image
    left, top, width, height = part
    across, down = photo.size
    check_box(part)
    if left + width > across or top + height > down:
        raise PhotoError(
            f"The box is {said_box(part)} and the picture has {across:,} x {down:,} pixels; choose a box inside it."
        )
    scale_x, scale_y = photo.image.width / across, photo.image.height / down
    x, y = min(int(left * scale_x), photo.image.width - 1), min(int(top * scale_y), photo.image.height - 1)
    right, bottom = round((left + width) * scale_x), round((top + height) * scale_y)
    return photo.image.crop((x, y, max(right, x + 1), max(bottom, y + 1)))


def fitted(image: Image.Image, shape: tuple[int, int, int], part: Part) -> np.ndarray:
    """An RGB `image`, as `cut` gives it, as uint8 of `shape`: its centre, or all of it where that was chosen or drawn.

    All of it keeps its proportions, and its edge is continued to fill the shape: of the ways that were measured,
    networks recognise most that way (`benchmarks/whole_pictures.py`).
    """
    if part == "centre":
        return as_network_sees(image, shape)
    height, width, _ = shape
    scale = max(image.width / width, image.height / height)
    size = max(1, round(image.width / scale)), max(1, round(image.height / scale))
    small = image.resize(size, Image.Resampling.BOX if scale >= 1 else Image.Resampling.BILINEAR)
    around = [
        ((room - side) // 2, (room - side + 1) // 2) for room, side in zip((height, width), size[::-1], strict=True)
    ]
    filled = np.pad(np.asarray(small), (*around, (0, 0)), mode="edge")
    return as_network_sees(Image.fromarray(filled), shape)
