"""Whether a run that is here has the weights of a bundle, or nearly these.

Neither its design counts nor whose it is: who changes a name or a seed has not trained anything, nor has who changes a
few weights a little. Agreeing weights are counted. A distance would not do: one weight that is changed by much, in a
filter that is hardly used, makes it as large as one likes. Networks that were trained apart agree in few weights.
"""

import contextlib
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import Engine

from builder.design.cost.summary import summarize
from builder.engine.sealed import sealed
from builder.proof import archive
from builder.proof.content import Content
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run

#: Weights agree that differ by no more than this share of the larger one.
AGREEING = 0.01
#: Networks of which this share of the weights agree are nearly the same.
NEARLY = 0.5
#: A glance reads so many parts of a file of so many numbers each, anywhere, so that nobody knows where to change them.
_PARTS, _PART = 16, 32
#: Files of which less than this agrees at a glance are not read further.
_WORTH_READING = 0.1
#: Numbers that are compared at a time.
_AT_ONCE = 1_000_000


class Twin(NamedTuple):
    """A run that is here; `is_exact` says that its weights are those of the bundle, number for number."""

    run: Run
    is_exact: bool


def twin_of(settings: Settings, db: Engine, content: Content) -> Twin | None:
    """The run with these weights, or else the first one with nearly these, if its files are here; None without.

    The record of which weights were judged (`judged_by`) would not do, since that of an imported run is what its file
    says. Of most files of as many weights, little is read.
    """
    data = b"".join(map(bytes, sealed(content.weights)))[-4 * summarize(content.experiment).total :]
    numbers = np.frombuffer(data, "<f4")
    near = None
    for run in kept_runs(db):
        if run.has_weights and run.parameters == len(numbers):
            with contextlib.suppress(OSError):
                share = _agreement(artifacts_of(settings).folder(run.id) / archive.WEIGHTS, numbers)
                if share is None:
                    return Twin(run, is_exact=True)
                if share >= NEARLY and near is None:
                    near = Twin(run, is_exact=False)
    return near


def _agreement(file: Path, numbers: np.ndarray) -> float | None:
    """The share of these numbers that agree with those that the file ends with, as a file of weights does after its
    header; None if all are the same. At a glance only, where few do."""
    with file.open("rb", buffering=0) as stream:
        first = os.fstat(stream.fileno()).st_size - numbers.nbytes
        if first < 0:
            return 0.0
        for parts in (_glance(len(numbers)), _all(len(numbers))):
            agreeing, looked_at, is_same = 0, 0, True
            for part in parts:
                stream.seek(first + 4 * part.start)
                ours, theirs = numbers[part], np.frombuffer(_read(stream, 4 * (part.stop - part.start)), "<f4")
                agreeing += int((np.abs(ours - theirs) <= AGREEING * np.maximum(np.abs(ours), np.abs(theirs))).sum())
                looked_at += len(ours)
                is_same = is_same and np.array_equal(ours, theirs)
            if agreeing < _WORTH_READING * looked_at:
                break
    return None if is_same else agreeing / looked_at


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
