"""Repeats a run's one reading of the test set, in a process that has nothing of this product in it.

It chooses nothing: it finds the recorded accuracy again, or does not. The script follows from the checked design, the
images are those that the run was judged by, by their names, and the network computes in the format of the reading.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError
from sqlalchemy import Engine

from builder.datasets.image_names import image_names, places_of
from builder.datasets.images import DatasetError, Images
from builder.datasets.table import DATASETS, title_of, why_not
from builder.design.cost.summary import summarize
from builder.export.verification_code import to_verification
from builder.proof import archive
from builder.proof.errors import ProofError, RefusedError
from builder.proof.recorded import Recorded, judged_by_of, read_predictions, recorded_reading
from builder.proof.tensors import check_weights, read_tensors
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.judged_by import JudgedBy, weights_digest
from builder.store.runs.records import Run

TIMEOUT_SECONDS = 1800.0
POLL_SECONDS = 0.1
#: By how much a probability may differ where nothing was changed: other processors add up in another order.
TOLERANCE = {"float32": 1e-4, "mixed_bfloat16": 0.05}
#: As the engine sets TensorFlow up; Keras gets a home without settings.
_ENVIRONMENT = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1"}


@dataclass(frozen=True)
class Verified:
    """What the repeated reading found.

    `correct_here` of the recorded images are right now; `other_answers` is the number of images whose answer is not the
    stored one. `same_weights` says whether the weights are those that were measured, None if that was not recorded.
    """

    recorded: Recorded
    correct_here: int
    other_answers: int
    same_probabilities: bool
    same_weights: bool | None

    @property
    def accuracy_here(self) -> float:
        """As a fraction."""
        return self.correct_here / self.recorded.count

    @property
    def equal(self) -> bool:
        """Whether accuracy, predictions and weights are those that were recorded.

        Where it was not recorded which weights were measured, every answer has to be the stored one as well.
        """
        same_weights = self.same_weights or (self.same_weights is None and self.other_answers == 0)
        return self.correct_here == self.recorded.correct and self.same_probabilities and same_weights


def verify(settings: Settings, db: Engine, run: Run, meanwhile: Callable[[], None] = lambda: None) -> Verified:
    """Repeats the reading; `meanwhile` is called several times a second. Raises ProofError and StoreError."""
    recorded = recorded_reading(db, run)
    if recorded is None:
        raise ProofError(f"“{run.name}” has not been measured on the test set, so there is nothing to verify.")
    stored, judged = read_predictions(settings, run), judged_by_of(settings, run)
    if not len(judged.test) == len(stored["labels"]) == recorded.count:
        raise ProofError(f"The files of “{run.name}” do not belong together: they name other numbers of test images.")
    images, weights, intact = _images(settings, run, judged), *_weights(settings, run)
    said = _read(run, recorded, judged, images, weights, meanwhile)
    expected = stored["probabilities"]
    return Verified(
        recorded=recorded,
        correct_here=int((said.argmax(axis=1) == images.labels).sum()),
        other_answers=int((said.argmax(axis=1) != expected.argmax(axis=1)).sum()),
        same_probabilities=bool(np.allclose(said, expected, rtol=0, atol=TOLERANCE[recorded.measured_in])),
        same_weights=_same(weights, judged, intact),
    )


def _same(weights: dict[str, np.ndarray], judged: JudgedBy, intact: bool) -> bool | None:
    if judged.weights is None:
        return None if intact else False
    return bool((weights_digest(weights) == judged.weights).all())


def _images(settings: Settings, run: Run, judged: JudgedBy) -> Images:
    """The images that the run was judged by, in that order, wherever this machine has them."""
    try:
        if refusal := why_not(run.experiment.images, settings):
            raise DatasetError(refusal)
        pool = DATASETS[run.dataset].read(settings)
    except DatasetError as error:
        raise ProofError(str(error)) from None
    parts = [pool.images] if pool.test is None else [pool.test, pool.images]
    names = [image_names(part) for part in parts]
    places = places_of(judged.test, np.concatenate(names))
    if missing := int((places < 0).sum()):
        raise ProofError(
            f"{missing:,} of the {len(places):,} test images of “{run.name}” are not in the {title_of(run.dataset)} of "
            "this machine, so its reading cannot be repeated here."
        )
    first = len(parts[0])
    pixels = [parts[int(place >= first)].images[place - first * int(place >= first)] for place in places]
    labels = np.concatenate([part.labels for part in parts])[places]
    return Images(np.stack(pixels), labels)


def _weights(settings: Settings, run: Run) -> tuple[dict[str, np.ndarray], bool]:
    """The kept weights as they are now, and whether the file's own checksum fits: a changed one is measured too."""
    try:
        data = (artifacts_of(settings).folder(run.id) / archive.WEIGHTS).read_bytes()
        check_weights(data, summarize(run.experiment), archive.WEIGHTS)
    except OSError as error:
        raise ProofError(f"The weights of “{run.name}” cannot be read ({error.strerror or error}).") from None
    except RefusedError:
        raise ProofError(f"The weights of “{run.name}” are damaged beyond use.") from None
    try:
        return read_tensors(data, archive.WEIGHTS), True
    except RefusedError:
        pass
    try:
        return safetensors.numpy.load(data), False
    except SafetensorError:
        raise ProofError(f"The weights of “{run.name}” are damaged beyond use.") from None


def _read(
    run: Run,
    recorded: Recorded,
    judged: JudgedBy,
    images: Images,
    weights: dict[str, np.ndarray],
    meanwhile: Callable[[], None],
) -> np.ndarray:
    """What the script says of each image: float32 (N, classes)."""
    named = hashlib.sha256(judged.test.tobytes()).hexdigest()
    script = to_verification(run.experiment, measured_in=recorded.measured_in, images=named)
    with tempfile.TemporaryDirectory(prefix="model-builder-verify-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "verification.py").write_text(script, encoding="utf-8")
        np.save(folder / "images.npy", images.images)
        np.save(folder / "labels.npy", images.labels)
        safetensors.numpy.save_file(weights, folder / archive.WEIGHTS)
        _run(folder, meanwhile)
        try:
            said: np.ndarray = np.load(folder / "probabilities.npy", allow_pickle=False)
        except (OSError, ValueError):
            said = np.empty(0)
    if said.shape != (len(images), len(run.experiment.images.classes)):
        raise ProofError("The process that repeats the reading gave no predictions; is this machine out of memory?")
    return said


def _run(folder: Path, meanwhile: Callable[[], None]) -> None:
    """Runs the script by itself: isolated from this folder, from settings and from what is set for Python."""
    command = [sys.executable, "-I", str(folder / "verification.py"), str(folder)]
    environment = os.environ | _ENVIRONMENT | {"KERAS_HOME": str(folder), "HOME": str(folder)}
    deadline = time.monotonic() + TIMEOUT_SECONDS
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=environment, cwd=folder
        )
        try:
            while process.poll() is None and time.monotonic() < deadline:
                meanwhile()
                time.sleep(POLL_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
