"""Images named by what they are, so that a name means the same image on every machine, whatever its order there."""

import hashlib

import numpy as np

from builder.datasets.images import Images, Split
from builder.datasets.judges import judges_of
from builder.design.experiment import Experiment

#: Of a SHA-256: enough that no two images of any data set share a name.
NAME_BYTES = 16


def image_names(images: Images) -> np.ndarray:
    """The name of each image, uint8 (N, NAME_BYTES): the start of the SHA-256 of its pixels and its label."""
    names = np.empty((len(images), NAME_BYTES), np.uint8)
    for place, (pixels, label) in enumerate(zip(images.images, images.labels, strict=True)):
        digest = hashlib.sha256(np.ascontiguousarray(pixels).tobytes() + bytes([label])).digest()
        names[place] = np.frombuffer(digest[:NAME_BYTES], np.uint8)
    return names


def names_of_judges(experiment: Experiment, split: Split) -> tuple[np.ndarray, np.ndarray]:
    """The names of the images that each epoch is validated on, and of the test images."""
    return image_names(judges_of(split.validation, experiment.training)), image_names(split.test)


def places_of(names: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Where in `among` each of `names` is first, int64 (N,); -1 for one that is not there. Both as `image_names`."""
    place = {name.tobytes(): number for number, name in reversed([*enumerate(among)])}
    return np.array([place.get(name.tobytes(), -1) for name in names], np.int64)


def same_images(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether two lists of names name the same images, in whatever order."""
    return sorted(name.tobytes() for name in first) == sorted(name.tobytes() for name in second)
