"""A map of what mattered, laid over the picture that it is about."""

import numpy as np
from PIL import Image

#: From nothing to most: nearly black, purple, red, orange, light yellow. Its lightness rises all the way, so that it
#: is read alike by those who tell few colours apart.
COLOURS = np.array([(20, 11, 53), (101, 21, 110), (187, 55, 84), (249, 142, 9), (252, 255, 164)], np.float32)
#: How much of the picture the strongest heat covers.
COVER = 0.8


def with_heat(image: np.ndarray, heat: np.ndarray, width: int) -> np.ndarray:
    """The picture in grey with `heat` over it: uint8 (…, width, 3), as high in proportion as `image`.

    `image` is uint8 (height, width, 1 or 3); `heat` has numbers from 0 to 1 in any resolution, and is smoothed.
    """
    grey = Image.fromarray(image if image.shape[2] == 3 else image[:, :, 0]).convert("L")
    size = width, round(width * image.shape[0] / image.shape[1])
    below = np.asarray(grey.resize(size, Image.Resampling.NEAREST), np.float32)[..., np.newaxis]
    values = np.ascontiguousarray(heat, np.float32)
    smooth = np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BILINEAR)).clip(0, 1)[..., np.newaxis]
    cover = COVER * np.sqrt(smooth)
    return np.rint((1 - cover) * below + cover * coloured(smooth[..., 0])).astype(np.uint8)


def coloured(values: np.ndarray) -> np.ndarray:
    """The colour of each number from 0 to 1: float32 (…, 3) from 0 to 255."""
    places = np.linspace(0, 1, len(COLOURS))
    channels = [np.interp(values, places, COLOURS[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)
