"""Reads the folder of a network that comes with the app: nothing in it is used that does not fit together.

folder/card.json, spec.json, weights.safetensors, images.npz, detector.npz

What is wrong is a ValueError whose words name the file, or an OSError.
"""

import stat
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.analysis.none_of_these import MIN_IMAGES, Known, Measured, descriptions, detector_at, score_of
from builder.design.cost.summary import summarize
from builder.design.document import MAX_SPEC_BYTES, SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.kinds import shown
from builder.engine.errors import DamagedError
from builder.engine.folder import SPEC_FILE, WEIGHTS_FILE, Version, version_of
from builder.presets import ALL_PRESETS, identify
from builder.shipped.card import Card, card_from

if TYPE_CHECKING:
    import numpy as np

CARD_FILE, SAMPLES_FILE, DETECTOR_FILE = "card.json", "images.npz", "detector.npz"
#: Whose SHA-256 is on the card.
CHECKED = (SPEC_FILE, WEIGHTS_FILE, SAMPLES_FILE, DETECTOR_FILE)
FILES = (CARD_FILE, *CHECKED)
#: None of the files is larger, nor what the arrays of one unfold to.
MOST_BYTES = 64 << 20
_MOST_CARD_BYTES = 100_000
#: All of them are shown at once.
MOST_SAMPLES = 100


class Samples(NamedTuple):
    """Test images to try it with: uint8 (N, height, width, channels), their classes uint8 (N,), where they are in the
    test set int32 (N,), and what the network itself said of them, float32 (N, classes)."""

    images: "np.ndarray"
    labels: "np.ndarray"
    places: "np.ndarray"
    probabilities: "np.ndarray"


class Content(NamedTuple):
    """All of the folder but the weights, which were looked at too."""

    card: Card
    experiment: Experiment
    samples: Samples
    measured: Measured


def versions_of(folder: Path) -> tuple[Version, ...]:
    """Others once a file was replaced. Raises OSError, and ValueError for what cannot be read whole: a pipe or a device
    may never end."""
    return tuple(_version(folder / name) for name in FILES)


def _version(path: Path) -> Version:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise ValueError(f"{path.name} is missing") from None
    most = {CARD_FILE: _MOST_CARD_BYTES, SPEC_FILE: MAX_SPEC_BYTES}.get(path.name, MOST_BYTES)
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{path.name} is no file")
    if status.st_size > most:
        raise ValueError(f"{path.name} is larger than {most:,} bytes")
    return version_of(status)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; on some systems Git changes the ends of a text's lines, which are none of it."""
    data = _bytes_of(path)
    return sha256(data.replace(b"\r\n", b"\n") if path.suffix == ".json" else data).hexdigest()


def _bytes_of(path: Path) -> bytes:
    """The whole file; an OSError names it, also where it could be opened and then not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def read_content(folder: Path) -> Content:
    """What is in the folder, whose files `versions_of` has looked at."""
    card = card_from(_bytes_of(folder / CARD_FILE))
    for name in CHECKED:
        if digest_of(folder / name) != card.files.get(name):
            raise ValueError(f"{name} is another than the one that the card describes")
    experiment = _design(folder / SPEC_FILE)
    _check_preset(card, experiment)
    _check_weights(folder / WEIGHTS_FILE, experiment)
    samples = Samples(*_arrays(folder / SAMPLES_FILE, Samples._fields))
    _check_samples(samples, card.samples.images, experiment)
    *known, distances = _arrays(folder / DETECTOR_FILE, (*Known._fields, "distances"))
    measured = Measured(Known(*known), distances)
    _check_detector(measured, experiment)
    return Content(card, experiment, samples, measured)


def _design(path: Path) -> Experiment:
    try:
        experiment = from_json(_bytes_of(path))
    except SpecError as error:
        raise ValueError(f"{path.name}: {str(error).rstrip('.')}") from None
    if experiment.data.dataset != "cifar10" or not experiment.data.trains_on_validation:
        raise ValueError(f"{path.name} is no design that trains on all images of CIFAR-10, as the card says")
    if (broken := summarize(experiment).broken) is not None:
        raise ValueError(f"{path.name}: its network cannot be built: {broken[1].rstrip('.')}")
    return experiment


def _check_preset(card: Card, experiment: Experiment) -> None:
    """The card names a preset that there is, and the design is no other one."""
    found = identify(experiment)
    if card.preset not in ALL_PRESETS or found not in (None, card.preset):
        expected = "the number of one" if found is None else f"{shown(found)}, by {SPEC_FILE}"
        raise ValueError(f"{CARD_FILE}: preset is {shown(card.preset)}; expected {expected}")


def _check_weights(path: Path, experiment: Experiment) -> None:
    """Every weight belongs to a layer, has its shape there, and is finite."""
    import numpy as np

    from builder.engine.sealed import unsealed  # here: it loads numpy, which who only asks for an answer never needs

    try:
        _, weights = unsealed(_bytes_of(path))
    except DamagedError as error:
        raise ValueError(f"{path.name}: {error}") from None
    summary = summarize(experiment)
    layers = {row.name: dict(row.layer.weights(*row.input_shapes) or ()) for row in summary.rows}
    for name, array in weights.items():
        layer, _, own = name.rpartition("/")
        if layer not in layers or (layers[layer] and layers[layer].get(own) != array.shape):
            raise ValueError(f"{path.name} does not belong to {SPEC_FILE}")
        if array.dtype not in (np.float16, np.float32) or not np.isfinite(array).all():
            raise ValueError(f"{path.name} holds numbers that no network can compute with")
    if sum(array.size for array in weights.values()) != summary.total:
        raise ValueError(f"{path.name} does not belong to {SPEC_FILE}")


def _arrays(path: Path, names: tuple[str, ...]) -> "list[np.ndarray]":
    """The arrays of these names in an .npz file."""
    import numpy as np

    data = _bytes_of(path)
    try:
        with zipfile.ZipFile(BytesIO(data)) as members:
            unfolded = sum(member.file_size for member in members.infolist())
    except Exception:  # the parser's errors have no common class, and any of them means the same
        raise ValueError(f"{path.name} is no .npz file") from None
    if unfolded > MOST_BYTES:
        raise ValueError(f"{path.name} unfolds to more than {MOST_BYTES:,} bytes")
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            return [arrays[name] for name in names]
    except KeyError:
        raise ValueError(f"{path.name} does not hold {', '.join(names)}") from None
    except Exception:  # numpy's own words would advise to load what may run code
        raise ValueError(f"{path.name} does not hold arrays of numbers") from None


def _check_samples(samples: Samples, count: int, experiment: Experiment) -> None:
    import numpy as np

    classes = len(experiment.images.classes)
    if count > MOST_SAMPLES:
        raise ValueError(f"the card has {count:,} samples; expected at most {MOST_SAMPLES}")
    _expect(SAMPLES_FILE, "images", samples.images, "uint8", (count, *experiment.images.shape))
    _expect(SAMPLES_FILE, "labels", samples.labels, "uint8", (count,))
    _expect(SAMPLES_FILE, "places", samples.places, "int32", (count,))
    _expect(SAMPLES_FILE, "probabilities", samples.probabilities, "float32", (count, classes))
    if samples.labels.max() >= classes or samples.places.min() < 0:
        raise ValueError(f"{SAMPLES_FILE} names classes or test images that there are not")
    if not (np.isfinite(samples.probabilities) & (samples.probabilities >= 0) & (samples.probabilities <= 1)).all():
        raise ValueError(f"{SAMPLES_FILE} holds probabilities that are none")


def _check_detector(measured: Measured, experiment: Experiment) -> None:
    """It judges what is darkest and what is brightest by numbers, as it then does all between them."""
    import numpy as np

    known, distances = measured
    extremes = np.stack([np.full(experiment.images.shape, value, np.uint8) for value in (0, 255)])
    size = descriptions(extremes).shape[1]
    for name, shape in (("mean", (size,)), ("spread", (size,)), ("inverse", (size, size))):
        _expect(DETECTOR_FILE, name, getattr(known, name), "float64", shape)
    _expect(DETECTOR_FILE, "distances", distances, "float64", (len(distances) if distances.ndim else 0,))
    if len(distances) < MIN_IMAGES:
        raise ValueError(f"{DETECTOR_FILE} was made of fewer than {MIN_IMAGES} images")
    numbers = np.concatenate([array.ravel() for array in (*known, distances)])
    usable = bool(np.isfinite(numbers).all()) and bool((np.diff(distances) >= 0).all()) and known.spread.min() > 0
    with np.errstate(all="ignore"):
        detector = detector_at(measured, 0.0)
        if not usable or not all(np.isfinite(score_of(detector, one)) for one in extremes):
            raise ValueError(f"{DETECTOR_FILE} holds numbers that judge no picture")


def _expect(file: str, name: str, array: "np.ndarray", dtype: str, shape: tuple[int, ...]) -> None:
    if array.dtype != dtype or array.shape != shape:
        raise ValueError(f"{file}: {name} is {array.dtype} {array.shape}; expected {dtype} {shape}")
