"""Keeps which images judge a run, by their names, and which weights they judge: what `verify` goes by later."""

from typing import TYPE_CHECKING

from builder.datasets.image_names import image_names
from builder.datasets.images import Split
from builder.store.artifacts import ArtifactStore
from builder.store.artifacts.judged_by import JudgedBy, save_judged_by, weights_digest

if TYPE_CHECKING:
    from builder.engine.backend import keras


def save_evidence(files: ArtifactStore, run_id: str, split: Split, model: "keras.Model") -> None:
    """Saves them for the run whose kept weights `model` has; raises ArtifactError."""
    from builder.engine.bundle import weights_of

    digest = weights_digest(weights_of(model))
    save_judged_by(files, run_id, JudgedBy(image_names(split.validation), image_names(split.test), digest))
