"""How much each part of a trained network matters, as it was measured once."""

from typing import NamedTuple

#: Each layer's time is the median of so many measurements with so many images.
TIMES, TIMED_IMAGES = 7, 64


class Parts(NamedTuple):
    """Accuracies from 0 to 1 on the first `images` validation images, of the whole network and without a part of it.

    `halved`, `zeroed` and `shuffled` have one for each of `block_ends`, `without_channel` one for each channel of the
    images; `seconds` has each layer's time for one image.
    """

    images: int
    accuracy: float
    halved: tuple[float, ...]
    zeroed: tuple[float, ...]
    shuffled: tuple[float, ...]
    without_channel: tuple[float, ...]
    seconds: tuple[float, ...]
