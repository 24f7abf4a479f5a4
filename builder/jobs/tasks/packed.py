"""Arrays of small pictures within a task's answer, which is JSON: bytes, compressed, in base 64."""

import base64
import zlib
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import numpy as np


class Packed(TypedDict):
    """An array of `shape`; its numbers lie between `low`, which is byte 0, and `high`, which is byte 255."""

    shape: list[int]
    low: float
    high: float
    bytes: str


def packed(array: "np.ndarray", low: float | None = None, high: float | None = None) -> Packed:
    """The array's numbers in 256 steps from `low` to `high`, by default its smallest and its largest number."""
    import numpy as np

    low = float(array.min(initial=0.0)) if low is None else low
    high = float(array.max(initial=0.0)) if high is None else high
    scaled = (array - low) / max(high - low, 1e-12)
    steps = np.rint(255 * np.clip(scaled, 0, 1)).astype(np.uint8)
    text = base64.b64encode(zlib.compress(steps.tobytes(), 1)).decode("ascii")
    return Packed(shape=list(array.shape), low=low, high=high, bytes=text)


def unpacked(answer: Packed) -> "np.ndarray":
    """The bytes: uint8 of the array's shape."""
    import numpy as np

    data = zlib.decompress(base64.b64decode(answer["bytes"]))
    return np.frombuffer(data, np.uint8).reshape(answer["shape"])
