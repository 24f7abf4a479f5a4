"""Which runs have a threshold for "none of these", and what is said of the others."""

import numpy as np
import pytest

from builder import jobs
from builder.jobs.none_of_these import judgement
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs import lifecycle
from tests.ui.made_runs import design, ended_run

OWNER = "a" * 64
LABELS = np.arange(500, dtype=np.uint8) % 10


def sure(top: float) -> np.ndarray:
    """A row of probabilities whose highest is `top`."""
    return np.array([top] + [(1 - top) / 9] * 9, np.float32)


def keep(settings, run, count: int = 500) -> None:
    """Predictions of validation images from quite unsure to quite sure."""
    said = np.stack([sure(top) for top in np.linspace(0.2, 0.99, count)])
    save_predictions(artifacts_of(settings), run.id, "validation", LABELS[:count], said)


def test_a_picture_of_which_the_network_is_less_sure_than_of_its_validation_images_is_probably_none(settings, db):
    run = ended_run(db, design(), OWNER)
    keep(settings, run)
    for top, probably in ((0.15, True), (0.21, True), (0.3, False), (1.0, False)):
        judged = judgement(settings, run, sure(top))["none_of_these"]
        assert judged["probably"] is probably is (judged["score"] < judged["threshold"])
        assert (judged["false_alarms"], judged["validation_images"]) == (0.05, 500)
    assert jobs.none_threshold_of(settings, run).score == judged["threshold"]


def test_the_share_of_false_alarms_is_a_setting(settings, db, monkeypatch):
    run = ended_run(db, design(), OWNER)
    keep(settings, run)
    for given, share in (("20", 0.2), ("0", 0.0), ("900", 0.5), ("many", 0.05)):
        monkeypatch.setenv("BUILDER_FALSE_ALARM_PERCENT", given)
        assert judgement(settings, run, sure(0.5))["none_of_these"]["false_alarms"] == share


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("nothing kept", "was not kept"), ("trained on them", "trained on its validation images"),
        ("few", "fewer than 100"), ("damaged", "cannot be read"), ("waits", "is queued"),
    ],
)  # fmt: skip
def test_why_a_run_has_none_is_one_sentence(settings, db, case, why):
    if case == "waits":
        run = lifecycle.submit(db, design(), OWNER)
    else:
        run = ended_run(db, design(trains_on_validation=case == "trained on them"), OWNER)
    if case not in ("nothing kept", "waits"):
        keep(settings, run, 99 if case == "few" else 500)
    if case == "damaged":
        (artifacts_of(settings).folder(run.id) / "validation_predictions.safetensors").write_bytes(b"damaged")
    told = judgement(settings, run, sure(0.5))
    assert [*told] == ["no_none_of_these"] and why in told["no_none_of_these"]
    assert jobs.none_threshold_of(settings, run) is None
