"""Keeps which images judge a run, by their names, and which weights they judge: what `verify` goes by later."""

from typing import TYPE_CHECKING

from builder.datasets.image_names import names_of_judges, same_images
from builder.datasets.images import Split
from builder.settings import Settings
from builder.store.artifacts import ArtifactStore, artifacts_of
from builder.store.artifacts.judged_by import JudgedBy, load_judged_by, save_judged_by, weights_digest
from builder.store.runs.records import Run

if TYPE_CHECKING:
    from builder.engine.backend import keras


def save_evidence(files: ArtifactStore, run: Run, split: Split, model: "keras.Model") -> None:
    """Saves them for the run whose kept weights `model` has, unless they are there; raises ArtifactError."""
    from builder.engine.bundle import weights_of

    if load_judged_by(files, run.id) is None:
        names = names_of_judges(run.experiment, split)
        save_judged_by(files, run.id, JudgedBy(*names, weights_digest(weights_of(model))))


def why_other_images(settings: Settings, run: Run, split: Split) -> str | None:
    """Why an imported run cannot be compared with runs of this split, as a sentence; None if it can.

    Images that judge here may have been among those that it was trained on there, unless it names the same ones.
    """
    judged = load_judged_by(artifacts_of(settings), run.id)
    validation, test = names_of_judges(run.experiment, split)
    if judged is not None and same_images(judged.validation, validation) and same_images(judged.test, test):
        return None
    return (
        f"“{run.name}” was judged by other images than such a run is judged by here, so some of those may have been "
        "among its training images; it cannot be evaluated fairly on this machine."
    )
