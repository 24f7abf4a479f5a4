"""A few images followed through training: asked after each epoch, and training is what it is without."""

import numpy as np
import pytest

from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.engine.fit import fit
from builder.engine.followed import Followed
from builder.engine.predict import probabilities
from tests.engine.killed import NETWORK, Killed, KilledAfter, same, without_seconds
from tests.engine.recorder import Recorder


@pytest.mark.parametrize(
    ("precision", "steps"), [("float32", 6), pytest.param("mixed_bfloat16", 1, marks=pytest.mark.slow)]
)
def test_asking_after_each_epoch_changes_no_weight_and_no_curve_also_of_a_run_that_is_killed(
    digits, tmp_path, precision, steps
):
    """With dropout, batch normalisation and augmentation, whose random draws and averages asking might have moved."""
    training = Training(batch_size=64, epochs=3, steps_per_epoch=18, augmentation=Augmentation(rotation=10))
    design = Experiment(network=NETWORK, training=training)
    ways = {"precision": precision, "steps_per_execution": steps}
    whole = fit(design, digits, Recorder(), tmp_path / "whole", **ways)
    said = []
    followed = Followed(digits.validation.images[:8], lambda *told: said.append(told))
    broken = {"checkpoints": tmp_path / "checkpoint", "followed": followed, **ways}
    with pytest.raises(Killed):
        fit(design, digits, KilledAfter(1), tmp_path / "broken", **broken)
    mended = fit(design, digits, Recorder(), tmp_path / "broken", **broken)
    assert same(whole.model, mended.model)
    assert without_seconds(whole.epochs) == without_seconds(mended.epochs)
    assert [epoch for epoch, _ in said] == [1, 2, 3]
    np.testing.assert_array_equal(said[-1][1], probabilities(whole.model, followed.images))
    assert not np.array_equal(said[0][1], said[1][1])


def test_a_network_that_was_asked_for_a_few_images_is_traced_no_second_time_for_many(trained, digits, monkeypatch):
    from builder.engine.bundle import load_bundle

    _, model = load_bundle(trained.folder)
    traced, step = [], model.predict_step
    monkeypatch.setattr(model, "predict_step", lambda data: traced.append(data) or step(data))
    few = probabilities(model, digits.validation.images[:8])
    many = probabilities(model, digits.validation.images)
    assert len(traced) == 1
    np.testing.assert_allclose(few, many[:8], rtol=1e-5)
