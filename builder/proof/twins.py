"""Whether a run that is here has the weights of a bundle, or nearly these.

Neither its design counts nor whose it is: who changes a name or a seed has not trained anything, nor has who changes a
few weights a little. Two measures find these: a small distance, where all weights differ by little, and many weights
that agree, since one weight that is changed by much, in a filter that is hardly used, makes any distance large. Of two
trainings with different seeds 0.5 % of the weights agree, at a distance of 140 %; of a small network that was trained
from the same start for 250 steps of Adam, 12 to 59 %, at a distance of 18 to 48 %: units that never answer keep their
first weights.

The network that comes with the app counts as one that is here: nobody has trained it, and it trained on validation
images. Its file has half precision, so what is held to it is rounded to that. Its filters are looked for in networks of
any size, too (`filters.py`): everybody has this network, and it is read anyway.
"""

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from sqlalchemy import Engine

from builder.design.cost.summary import summarize
from builder.engine.errors import DamagedError
from builder.engine.sealed import sealed, unsealed
from builder.proof import archive
from builder.proof.content import Content
from builder.proof.filters import Weights, share_found
from builder.settings import SHIPPED, Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run

#: Weights agree that differ by no more than this share of the larger one.
AGREEING = 0.01
#: Networks are nearly the same of which this share of the weights agree ...
MOST_AGREE = 0.9
#: ... or whose distance (of all weights as one vector) is at most this share of the length of either.
SMALL_DISTANCE = 0.01
#: A glance reads so many parts of a file of so many numbers each, anywhere, so that nobody knows where to change them.
_PARTS, _PART = 16, 32
#: Files of which less than this agrees at a glance are not read further.
_WORTH_READING = 0.1
#: Numbers that are compared at a time.
_AT_ONCE = 1_000_000

#: A file of weights that came with the app is not larger.
_MOST_SHIPPED_BYTES = 64 << 20

#: The last but one is said of the network that comes with the app alone.
Likeness = Literal["same", "near", "its filters", "other"]


class _Compared(NamedTuple):
    """Whether all numbers are the same, the share that agrees, and the distance as a share of the shorter length."""

    is_same: bool
    agreeing: float
    distance: float


class Twin(NamedTuple):
    """A run that is here; `is_exact` says that its weights are those of the bundle, number for number."""

    run: Run
    is_exact: bool


def twin_of(settings: Settings, db: Engine, content: Content) -> Twin | None:
    """The run with these weights, or else the first one with nearly these, if its files are here; None without.

    The record of which weights were judged (`judged_by`) would not do, since that of an imported run is what its file
    says. Of most files of as many weights, little is read.
    """
    numbers = _numbers_of(content)
    near = None
    for run in kept_runs(db):
        if run.has_weights and run.parameters == len(numbers):
            with contextlib.suppress(OSError):
                like = _likeness(artifacts_of(settings).folder(run.id) / archive.WEIGHTS, numbers)
                if like == "same":
                    return Twin(run, is_exact=True)
                if like == "near" and near is None:
                    near = Twin(run, is_exact=False)
    return near


def likeness_to_shipped(settings: Settings, content: Content) -> Likeness:
    """How like the bundle's weights are to those of the network that comes with the app: of the one in the package, and
    of the one that is set, if it is another. A file that cannot be read is like no other."""
    numbers = _numbers_of(content)
    shipped = [_shipped_weights(folder / archive.WEIGHTS) for folder in {SHIPPED, settings.shipped}]
    found = {_likeness_to_halved(weights, numbers) for weights in shipped}
    if like := found & {"same", "near"}:
        return "same" if "same" in like else "near"
    return "its filters" if any(share_found(one, content.weights) >= MOST_AGREE for one in shipped) else "other"


def _numbers_of(content: Content) -> np.ndarray:
    """All weights one after another, as a file of weights has them after its header."""
    return np.frombuffer(
        b"".join(map(bytes, sealed(content.weights)))[-4 * summarize(content.experiment).total :], "<f4"
    )


def _shipped_weights(file: Path) -> Weights:
    """Those of a network that comes with the app; none where there is no such file."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_SHIPPED_BYTES:
            return {}
        return {name: array.astype("<f4") for name, array in unsealed(file.read_bytes())[1].items()}
    except (OSError, DamagedError):
        return {}


def _likeness_to_halved(weights: Weights, numbers: np.ndarray) -> Likeness:
    count = sum(array.size for array in weights.values())
    if count != len(numbers):
        return "other"
    theirs = _halved(np.frombuffer(b"".join(map(bytes, sealed(dict(weights))))[-4 * count :], "<f4"))
    return _judged(_compared(lambda part: theirs[part], _halved(numbers), _all(count)))


def _halved(numbers: np.ndarray) -> np.ndarray:
    """Rounded to half precision, and what has no room there to the largest number that has."""
    most = float(np.finfo(np.float16).max)
    return np.nan_to_num(numbers, nan=0.0).clip(-most, most).astype(np.float16).astype(np.float32)


def _likeness(file: Path, numbers: np.ndarray) -> Likeness:
    """How like these numbers are to those that the file ends with, as a file of weights does after its header."""
    with file.open("rb", buffering=0) as stream:
        first = os.fstat(stream.fileno()).st_size - numbers.nbytes

        def theirs(part: slice) -> np.ndarray:
            stream.seek(first + 4 * part.start)
            return np.frombuffer(_read(stream, 4 * (part.stop - part.start)), "<f4")

        if first < 0 or _compared(theirs, numbers, _glance(len(numbers))).agreeing < _WORTH_READING:
            return "other"
        return _judged(_compared(theirs, numbers, _all(len(numbers))))


def _judged(found: _Compared) -> Likeness:
    if found.is_same:
        return "same"
    return "near" if found.agreeing >= MOST_AGREE or found.distance <= SMALL_DISTANCE else "other"


def _compared(theirs_in: Callable[[slice], np.ndarray], numbers: np.ndarray, parts: Iterable[slice]) -> _Compared:
    """These parts of the numbers, held to the same parts of the others."""
    agreeing, looked_at, apart, lengths, is_same = 0, 0, 0.0, np.zeros(2), True
    for part in parts:
        ours, theirs = numbers[part].astype(np.float64), theirs_in(part).astype(np.float64)
        differences = np.abs(ours - theirs)
        agreeing += int((differences <= AGREEING * np.maximum(np.abs(ours), np.abs(theirs))).sum())
        looked_at += len(ours)
        apart += float(differences @ differences)
        lengths += ours @ ours, theirs @ theirs
        is_same = is_same and not differences.any()
    return _Compared(is_same, agreeing / looked_at, float(np.sqrt(apart / lengths.min())) if lengths.min() else np.inf)


def _glance(count: int) -> Iterator[slice]:
    """Parts of so many numbers, at random; all of them where they are few."""
    if count <= _PARTS * _PART:
        return _all(count)
    return (slice(at, at + _PART) for at in np.random.default_rng().integers(0, count - _PART, _PARTS).tolist())


def _all(count: int) -> Iterator[slice]:
    """All of so many numbers, in order, some at a time."""
    return (slice(at, min(at + _AT_ONCE, count)) for at in range(0, count, _AT_ONCE))


def _read(stream: FileIO, size: int) -> bytes:
    """So many bytes, which one call need not give; raises OSError where the file is shorter."""
    data = b""
    while len(data) < size:
        if not (more := stream.read(size - len(data))):
            raise OSError("the file is cut short")
        data += more
    return data
