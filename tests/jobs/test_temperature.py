"""Which runs have a temperature, from validation predictions that were made up."""

import numpy as np
import pytest

from builder import jobs
from builder.analysis.calibration import fit_temperature
from builder.jobs.temperature import fitted_temperature
from builder.statistics.predictions import Predictions
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs import lifecycle
from tests.ui.made_runs import design, ended_run

OWNER = "a" * 64
LABELS = np.arange(500, dtype=np.uint8) % 10


def sure(share_right: float) -> np.ndarray:
    """Predictions for LABELS that are all equally sure, and right for this share."""
    said = (LABELS + (np.arange(500) >= 500 * share_right)) % 10
    return np.eye(10, dtype=np.float32)[said] * 0.89 + 0.011


def test_an_ended_run_has_the_temperature_of_its_stored_predictions_and_of_newer_ones(settings, db):
    run = ended_run(db, design(), OWNER)
    assert jobs.temperature_of(settings, run) is None
    for share in (0.6, 0.8):
        save_predictions(artifacts_of(settings), run.id, "validation", LABELS, sure(share))
        assert jobs.temperature_of(settings, run) == fit_temperature(Predictions(LABELS, sure(share)))


def test_a_temperature_that_does_not_help_is_not_used(settings, db):
    run = ended_run(db, design(), OWNER)
    save_predictions(artifacts_of(settings), run.id, "validation", LABELS, sure(0.902))
    fitted = fitted_temperature(settings, run)
    assert fitted is not None and not fitted.helps
    assert jobs.temperature_of(settings, run) is None


def test_damaged_predictions_give_none(settings, db):
    run = ended_run(db, design(), OWNER)
    save_predictions(artifacts_of(settings), run.id, "validation", LABELS, sure(0.6))
    (artifacts_of(settings).folder(run.id) / "validation_predictions.safetensors").write_bytes(b"damaged")
    assert jobs.temperature_of(settings, run) is None


@pytest.mark.parametrize("case", ["trained on its validation images", "still waits"])
def test_a_run_whose_validation_images_say_nothing_has_none(settings, db, case):
    if case == "still waits":
        run = lifecycle.submit(db, design(), OWNER)
    else:
        run = ended_run(db, design(trains_on_validation=True), OWNER)
    save_predictions(artifacts_of(settings), run.id, "validation", LABELS, sure(0.6))
    assert jobs.temperature_of(settings, run) is None


def test_predictions_of_a_run_that_goes_on_or_kept_nothing_cannot_be_asked_for(settings, db):
    waiting = lifecycle.submit(db, design(), OWNER)
    assert "is queued" in jobs.why_no_validation_predictions(waiting)
    with pytest.raises(jobs.SubmitError, match="is queued"):
        jobs.request_validation_predictions(settings, db, waiting.id)


def test_predictions_of_a_run_without_weights_cannot_be_asked_for(settings, db):
    run = ended_run(db, design(), OWNER, accuracy=None, state="failed")
    with pytest.raises(jobs.SubmitError, match="nothing to look at"):
        jobs.request_validation_predictions(settings, db, run.id)
