"""Whether a picture is probably of none of a network's classes: how unlike the network's own validation images it is.

detector = detector_of(validation_images)    # None where there are too few
is_none(detector, picture)

A network's probabilities tell next to nothing about that: most are surer of noise than of a cat
(`benchmarks/none_of_these.py`). So pictures are described by their brightness and colours, and by how much they change
from pixel to pixel at three sizes, in each of eight patterns. The score is the Mahalanobis distance of that description
from those of the validation images (P. C. Mahalanobis, 1936).
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

#: The share of validation images that are called none of the classes, falsely, where nothing else is asked for.
FALSE_ALARMS = 0.05
#: With fewer images a threshold would follow a few of them; more than MOST_IMAGES add nothing.
MIN_IMAGES, MOST_IMAGES = 100, 1000
#: By how much each picture is reduced, if it is then no smaller than a pattern.
_SIZES, _PATTERN = (1, 2, 4), 3
#: What is added to each standard deviation's square, of 1, so that little-known directions count less.
_SHRUNK = 1.0
#: A change this small, of 1, is none.
_FAINT = 0.003


class Known(NamedTuple):
    """Descriptions of images: their mean (D,), standard deviation (D,) and the inverse of their covariance (D, D)."""

    mean: "np.ndarray"
    spread: "np.ndarray"
    inverse: "np.ndarray"


class Measured(NamedTuple):
    """What a detector is made of: what is `known` of some images, and the distance of each of them from what is known
    of the half that it is not in, sorted (N,)."""

    known: Known
    distances: "np.ndarray"


class Detector(NamedTuple):
    """A picture whose distance from what is `known` is above `threshold` is probably of none of the classes.

    So are `false_alarms`, a share, of the `images` validation images, each measured by those of the other half.
    """

    known: Known
    threshold: float
    false_alarms: float
    images: int


def detector_of(images: "np.ndarray", share: float = FALSE_ALARMS) -> Detector | None:
    """The lowest threshold with at most `share` (from 0 to 0.5) of these images above it; None for fewer than
    MIN_IMAGES. Images are uint8 (N, height, width, 1 or 3), the network's validation images in random order."""
    measured = measured_of(images)
    return None if measured is None else detector_at(measured, share)


def measured_of(images: "np.ndarray") -> Measured | None:
    """What `detector_at` makes a detector of for any share, without the images; None for fewer than MIN_IMAGES."""
    import numpy as np

    count = len(images)
    if count < MIN_IMAGES:
        return None
    described = descriptions(images)
    one, other = described[: count // 2], described[count // 2 :]
    distances = np.sort(np.concatenate([_distances(_known(one), other), _distances(_known(other), one)]))
    return Measured(_known(described), distances)


def detector_at(measured: Measured, share: float) -> Detector:
    """The detector with the lowest threshold that has at most `share` (from 0 to 0.5) of the images above it."""
    known, distances = measured
    count = len(distances)
    threshold = float(distances[count - 1 - int(share * count)])
    return Detector(known, threshold, int((distances > threshold).sum()) / count, count)


def score_of(detector: Detector, picture: "np.ndarray") -> float:
    """How unlike the validation images a picture is, uint8 (height, width, channels)."""
    return float(_distances(detector.known, descriptions(picture[None]))[0])


def is_none(detector: Detector, picture: "np.ndarray") -> bool:
    """Whether the picture is probably of none of the classes."""
    return score_of(detector, picture) > detector.threshold


def descriptions(images: "np.ndarray") -> "np.ndarray":
    """float64 (N, D) of uint8 images (N, height, width, 1 or 3)."""
    import numpy as np

    values = images.astype(np.float32) / 255
    channels = [values.mean(axis=3)]
    if values.shape[3] == 3:
        red, green, blue = np.moveaxis(values, 3, 0)
        channels += [red - green, (red + green) / 2 - blue]
    found = [number for one in channels for number in (one.mean(axis=(1, 2)), one.std(axis=(1, 2)))]
    for size in _SIZES:
        for channel in channels if min(images.shape[1:3]) // size >= _PATTERN else []:
            found += _changes(_reduced(channel, size))
    return np.stack(found, axis=1).astype(np.float64)


def _reduced(channel: "np.ndarray", size: int) -> "np.ndarray":
    """The mean of each square of `size` pixels."""
    count, height, width = (side // part for side, part in zip(channel.shape, (1, size, size), strict=True))
    cut = channel[:, : height * size, : width * size]
    return cut.reshape(count, height, size, width, size).mean(axis=(2, 4))


def _changes(channel: "np.ndarray") -> "list[np.ndarray]":
    """The logarithm of the strength of each 3 x 3 pattern of the discrete cosine transform but the constant one."""
    import numpy as np

    patterns = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])
    height, width = (side - _PATTERN + 1 for side in channel.shape[1:])
    found = []
    for down in range(3):
        rows = sum(patterns[down, at] * channel[:, at : at + height] for at in range(3))
        for across in range(3):
            if down or across:
                strength = sum(patterns[across, at] * rows[:, :, at : at + width] for at in range(3))
                found.append(np.log(np.abs(strength).mean(axis=(1, 2)) + _FAINT))
    return found


def _known(described: "np.ndarray") -> Known:
    import numpy as np

    mean, spread = described.mean(axis=0), described.std(axis=0) + 1e-3
    covariance = np.cov(((described - mean) / spread).T)
    return Known(mean, spread, np.linalg.inv(covariance + _SHRUNK * np.eye(len(mean))))


def _distances(known: Known, described: "np.ndarray") -> "np.ndarray":
    import numpy as np

    scaled = (described - known.mean) / known.spread
    return np.sqrt(np.einsum("ni,ij,nj->n", scaled, known.inverse, scaled))
