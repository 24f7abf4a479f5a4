"""Trains a preset as documented and records the result, outside the queue of students' runs.

It can be killed at any time: each epoch leaves a checkpoint under BUILDER_HOME/reproductions, and the next call
resumes from there.
"""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from builder.course.results import CurvePoint, Looked, Reproduction, Views, Work
from builder.datasets.images import Images, Split
from builder.datasets.table import load_split
from builder.design.cost.training_work import trained_multiply_adds
from builder.jobs.executor.local import services
from builder.jobs.executor.local.elsewhere import Watch
from builder.jobs.measurement import Measurement, is_of_time_alone
from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import CheckpointDamaged
from builder.progress.phase import Phase
from builder.settings import Settings
from builder.words.phases import phase_text
from builder.words.reasons import said

if TYPE_CHECKING:
    from builder.engine.result import FitResult

#: Within the place of a training: the weights that it keeps, with their design.
_KEPT = "kept"


class Stopped(Exception):
    """Training was asked to stop; it can be resumed."""


class UnderWay(Exception):
    """Another process trains the same; str(error) is one sentence."""


class NotKept(Exception):
    """The trained network could not be copied; str(error) is one sentence."""


class _Listener:
    """Reports each epoch, and passes on a stop request."""

    def __init__(self, say: Callable[[str], None], stop_requested: Callable[[], bool]) -> None:
        # A stop here pauses, since training is resumed later: so not even part of an epoch is lost.
        self.say, self.pause_requested = say, stop_requested

    def phase(self, phase: Phase) -> None:
        self.say(f"{phase_text(phase)} …")

    def began_again(self, reason: CheckpointDamaged) -> None:
        self.say(said(reason))

    def progress(self, progress: Progress) -> None: ...

    def stop_requested(self) -> bool:
        return False

    def epoch(self, epoch: Epoch, **_: object) -> None:
        self.say(
            f"Epoch {epoch.epoch}: loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.4f}, "
            f"val_loss {epoch.val_loss:.4f}, val_accuracy {epoch.val_accuracy:.4f}, {epoch.seconds:.1f} s"
        )


def reproduce(
    settings: Settings, wanted: Measurement, say: Callable[[str], None], stop_requested: Callable[[], bool]
) -> Reproduction:
    """Trains the project, or resumes it, and reads the test set once.

    Raises Stopped, DatasetError, and EngineError.
    """
    say(f"{phase_text('starting_tensorflow')} …")
    # TensorFlow's messages about missing graphics cards belong in logs; here a person reads the output.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silent_libraries():
        from builder.engine.fit import fit
        from builder.engine.malloc import keep_freed_memory
        from builder.engine.matrix_speed import matrix_speed

    keep_freed_memory()
    experiment, _ = wanted.design()
    split = load_split(experiment.data, settings)
    folder, precision = wanted.workplace(settings), wanted.precision
    before, watch = matrix_speed(precision), Watch()
    result = fit(experiment, split, _Listener(say, stop_requested), folder / _KEPT, folder, precision)
    elsewhere = watch.elsewhere()
    if result.ending.kind == "pause":
        raise Stopped(f"{wanted.title}: {said(result.ending).lower()}.")
    say(f"{said(result.ending)}.")
    work = Work(
        multiply_adds=trained_multiply_adds(experiment, len(split.train), len(result.epochs)),
        matrix_speed=(before + matrix_speed(precision)) / 2,
        elsewhere=elsewhere,
    )
    return _measured(wanted, split, result, work)


def _measured(wanted: Measurement, split: Split, result: "FitResult", work: Work) -> Reproduction:
    """What is recorded of a training that came to its end."""
    from builder.engine.processor import processor, versions
    from builder.engine.views import by_both_views, of_one_view

    experiment, words = wanted.design()
    network = of_one_view(result.model, experiment, wanted.precision)
    views = _views(lambda images: by_both_views(network, images), split)
    return Reproduction(
        project=wanted.project,
        # A time limit that was never reached has shortened nothing.
        complete=words is None or (is_of_time_alone(wanted.budget, words) and result.ending.kind != "time"),
        budget=words,
        seed=wanted.seed,
        curve=tuple(CurvePoint(**epoch.model_dump(include=set(CurvePoint.model_fields))) for epoch in result.epochs),
        validation_accuracy=result.validation_accuracy,
        test_accuracy=(views.with_mirror if experiment.training.mirror_average else views.one).test,
        test_count=len(split.test),
        seconds=round(result.seconds, 1),
        precision=wanted.precision,
        processor=processor(),
        versions=versions(),
        views=views,
        work=work,
    )


def _views(look: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]], split: Split) -> Views:
    """The accuracies by one view and by two; `look` gives the probabilities of both."""
    validation, test = (_accuracies(look(part.images), part) for part in (split.validation, split.test))
    one, with_mirror = (Looked(validation=validation[view], test=test[view]) for view in (0, 1))
    return Views(one=one, with_mirror=with_mirror)


def _accuracies(said: tuple[np.ndarray, np.ndarray], images: Images) -> list[float]:
    return [int((view.argmax(axis=1) == images.labels).sum()) / len(images) for view in said]


@contextmanager
def _silent_libraries() -> Iterator[None]:
    """Drops whatever any library writes to the standard error descriptor within the block."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def alone(settings: Settings, wanted: Measurement) -> Iterator[None]:
    """Within it no other process trains the same. Raises UnderWay if one does, and OSError."""
    folder = wanted.workplace(settings)
    folder.mkdir(parents=True, exist_ok=True)
    lock = services.take(folder, "reproduction", patience=0)
    if lock is None:
        raise UnderWay(
            f"{wanted.title} is being trained by another command; wait for its end, or name other projects or seeds."
        )
    try:
        yield
    finally:
        lock.release()


def check_keepable(settings: Settings, wanted: Measurement, into: Path) -> None:
    """Before a training whose network is to be copied into a folder in `into`: raises NotKept as `copy_network` would.

    The folder `into` is made.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
        if not (own := into / wanted.workplace(settings).name).is_dir():
            own.mkdir()
            own.rmdir()
        elif not os.access(own, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _not_kept(into, error) from error


def copy_network(settings: Settings, wanted: Measurement, into: Path) -> Path:
    """Copies the weights that the training kept, and its design, into a folder of their own in `into`; returns that.

    Raises NotKept if it cannot be written.
    """
    place = wanted.workplace(settings)
    try:
        return Path(shutil.copytree(place / _KEPT, into / place.name, dirs_exist_ok=True))
    except OSError as error:
        raise _not_kept(into, error) from error


def _not_kept(into: Path, error: OSError) -> NotKept:
    reason = error.strerror or error
    return NotKept(f"The network cannot be copied into {into} ({reason}); give --keep a place that can.")


def clear(settings: Settings, wanted: Measurement) -> None:
    """Removes what is no longer needed once the result is recorded."""
    shutil.rmtree(wanted.workplace(settings), ignore_errors=True)
