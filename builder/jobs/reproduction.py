"""Trains a preset as documented and records the result, outside the queue of students' runs.

It can be killed at any time: each epoch leaves a checkpoint under BUILDER_HOME/reproductions, and the next call
resumes from there.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from builder.course.results import CurvePoint, Looked, Reproduction, Views, Work
from builder.datasets.images import Images, Split
from builder.datasets.table import load_split
from builder.design.base import Value
from builder.design.cost.training_work import trained_multiply_adds
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.training.training import Precision
from builder.jobs.executor.local import services
from builder.jobs.executor.local.elsewhere import Watch
from builder.presets import get
from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import CheckpointDamaged
from builder.progress.phase import Phase
from builder.settings import Settings
from builder.words.phases import phase_text
from builder.words.reasons import said

#: Within the place of a training: the weights that it keeps, with their design.
_KEPT = "kept"


class Budget(Value):
    """How a project is shortened; None if it is not. `minutes` are of training, `limit` is training images.

    With `hold_out` a preset that trains on all images trains without those of validation.
    """

    epochs: int | None = None
    minutes: float | None = None
    limit: int | None = None
    hold_out: bool | None = None


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


def shortened(experiment: Experiment, seed: int, precision: Precision, budget: Budget) -> tuple[Experiment, str | None]:
    """The experiment with this seed and number format, within the budget, and the words for what was cut, or None."""
    training: dict[str, object] = {"seed": seed, "precision": precision}
    words = []
    documented = experiment.training.epochs
    if budget.epochs is not None and budget.epochs < documented:
        training["epochs"] = budget.epochs
        words.append(f"at most {budget.epochs:,} of {documented:,} epochs")
    if budget.minutes is not None:
        training["time_limit"] = budget.minutes
        words.append(_time_words(budget.minutes))
    if budget.limit is not None:
        words.append(f"{budget.limit:,} training images")
    data = changed(experiment.data, limit=budget.limit)
    if budget.hold_out and data.trains_on_validation:
        data = changed(data, trains_on_validation=False)
        words.append("validation images held out")
    experiment = changed(experiment, training=changed(experiment.training, **training), data=data)
    return experiment, ", ".join(words) or None


def _time_words(minutes: float) -> str:
    return f"at most {minutes:g} min of training"


def _is_of_time_alone(budget: Budget, words: str) -> bool:
    """Whether these words for what was cut name a limit of time, and nothing else."""
    return budget.minutes is not None and words == _time_words(budget.minutes)


def reproduce(
    settings: Settings,
    project: str,
    seed: int,
    precision: Precision,
    budget: Budget,
    say: Callable[[str], None],
    stop_requested: Callable[[], bool],
) -> Reproduction:
    """Trains the project, or resumes it, and reads the test set once.

    Raises Stopped, DatasetError, and EngineError.
    """
    experiment, words = shortened(get(project).experiment, seed, precision, budget)
    say(f"{phase_text('starting_tensorflow')} …")
    # TensorFlow's messages about missing graphics cards belong in logs; here a person reads the output.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silent_libraries():
        from builder.engine.fit import fit
        from builder.engine.malloc import keep_freed_memory
        from builder.engine.matrix_speed import matrix_speed
        from builder.engine.processor import processor, versions
        from builder.engine.views import by_both_views, of_one_view

    keep_freed_memory()
    split = load_split(experiment.data, settings)
    folder = workplace(settings, project, seed, precision, budget)
    before, watch = matrix_speed(precision), Watch()
    result = fit(experiment, split, _Listener(say, stop_requested), folder / _KEPT, folder, precision)
    elsewhere = watch.elsewhere()
    if result.ending.kind == "pause":
        raise Stopped(f"Project {project}, seed {seed}: {said(result.ending).lower()}.")
    say(f"{said(result.ending)}.")
    speed = (before + matrix_speed(precision)) / 2
    network = of_one_view(result.model, experiment, precision)
    views = _views(lambda images: by_both_views(network, images), split)
    return Reproduction(
        project=project,
        # A time limit that was never reached has shortened nothing.
        complete=words is None or (_is_of_time_alone(budget, words) and result.ending.kind != "time"),
        budget=words,
        seed=seed,
        curve=tuple(CurvePoint(**epoch.model_dump(include=set(CurvePoint.model_fields))) for epoch in result.epochs),
        validation_accuracy=result.validation_accuracy,
        test_accuracy=(views.with_mirror if experiment.training.mirror_average else views.one).test,
        test_count=len(split.test),
        seconds=round(result.seconds, 1),
        precision=precision,
        processor=processor(),
        versions=versions(),
        views=views,
        work=Work(
            multiply_adds=trained_multiply_adds(experiment, len(split.train), len(result.epochs)),
            matrix_speed=speed,
            elsewhere=elsewhere,
        ),
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


def workplace(settings: Settings, project: str, seed: int, precision: Precision, budget: Budget) -> Path:
    """Where this training keeps its checkpoint."""
    parts = [f"{name}{value:g}" for name, value in budget.model_dump().items() if value is not None]
    return settings.home / "reproductions" / "-".join([f"project{project}", f"seed{seed}", precision, *parts])


@contextmanager
def alone(settings: Settings, project: str, seed: int, precision: Precision, budget: Budget) -> Iterator[None]:
    """Within it no other process trains the same. Raises UnderWay if one does, and OSError."""
    folder = workplace(settings, project, seed, precision, budget)
    folder.mkdir(parents=True, exist_ok=True)
    lock = services.take(folder, "reproduction", patience=0)
    if lock is None:
        raise UnderWay(
            f"Project {project}, seed {seed} is being trained by another command; wait for its end, or name other "
            "projects or seeds."
        )
    try:
        yield
    finally:
        lock.release()


def copy_network(settings: Settings, project: str, seed: int, precision: Precision, budget: Budget, into: Path) -> Path:
    """Copies the weights that the training kept, and its design, into a folder of their own in `into`; returns that.

    Raises NotKept if it cannot be written.
    """
    place = workplace(settings, project, seed, precision, budget)
    try:
        return Path(shutil.copytree(place / _KEPT, into / place.name, dirs_exist_ok=True))
    except OSError as error:
        raise NotKept(
            f"The network cannot be copied into {into} ({error.strerror or error}); give --keep a place that can."
        ) from error


def clear(settings: Settings, project: str, seed: int, precision: Precision, budget: Budget) -> None:
    """Removes what is no longer needed once the result is recorded."""
    shutil.rmtree(workplace(settings, project, seed, precision, budget), ignore_errors=True)
