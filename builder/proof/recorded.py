"""What is recorded of a run's one reading of the test set, and of the images that judged it."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine

from builder.datasets.image_names import names_of_judges
from builder.datasets.images import DatasetError
from builder.datasets.table import load_split
from builder.design.training.training import Precision
from builder.proof.errors import ProofError
from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.judged_by import JudgedBy, load_judged_by
from builder.store.artifacts.predictions import predictions_name
from builder.store.errors import one_line
from builder.store.runs.readings import test_readings
from builder.store.runs.records import Run

TEST, VALIDATION = predictions_name("test"), predictions_name("validation")
#: How the predictions are called that came with an imported run: nobody here has computed them.
CLAIMED = "claimed_"


@dataclass(frozen=True)
class Recorded:
    """`correct` of `count` test images, with the network computing in the format `measured_in`.

    `is_claimed` says that the file of an imported run tells it, and nobody here has recorded it.
    """

    correct: int
    count: int
    measured_in: Precision
    is_claimed: bool = False

    @property
    def accuracy(self) -> float:
        """As a fraction."""
        return self.correct / self.count


def recorded_reading(db: Engine, run: Run) -> Recorded | None:
    """The reading of this run's test set, or the one that the file of an imported run claims; None without."""
    claims = run.claims
    if claims is not None:
        if claims.test_accuracy is None or claims.test_count is None:
            return None
        correct = round(claims.test_accuracy * claims.test_count)
        return Recorded(correct, claims.test_count, claims.measured_in or "float32", is_claimed=True)
    found = test_readings(db, run.id)
    if not found:
        return None
    first = found[0]
    # A worker reads the test set with the network that it has trained; on request it is loaded, in float32.
    trained_in: Precision = "mixed_bfloat16" if run.precision == "mixed_bfloat16" else "float32"
    return Recorded(first.correct, first.count, trained_in if first.reason == "finished" else "float32")


def judged_by_of(settings: Settings, run: Run) -> JudgedBy:
    """The names of the images that judged the run, and the digest of the weights that they judged.

    For a run from before they were kept, the names of this machine's images, if their labels are those of the run's
    predictions. Raises ProofError.
    """
    files = artifacts_of(settings)
    try:
        if (judged := load_judged_by(files, run.id)) is not None:
            return judged
        split = load_split(run.experiment.data, settings)
    except (DatasetError, ArtifactError) as error:
        raise ProofError(f"The images that judged “{run.name}” are not known: {one_line(str(error))}") from None
    tested = run.test_count is not None
    if tested and not np.array_equal(read_predictions(settings, run)["labels"], split.test.labels):
        raise ProofError(f"“{run.name}” was tested on other images than this machine has now.")
    return JudgedBy(*names_of_judges(run.experiment, split), None)


def read_predictions(settings: Settings, run: Run) -> dict[str, np.ndarray]:
    """The stored arrays of the test images, or those that came with an imported run; raises ProofError."""
    name = CLAIMED + TEST if run.claims is not None else TEST
    try:
        arrays = artifacts_of(settings).load_arrays(run.id, name)
    except ArtifactError as error:
        raise ProofError(str(error)) from None
    if arrays is None or not {"labels", "probabilities"} <= arrays.keys():
        raise ProofError(f"“{run.name}” has no predictions for the test images.")
    return arrays
