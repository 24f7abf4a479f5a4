"""The training plan in one line."""

import pytest

from builder.design.experiment import Experiment
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.ui.build.plan import plan_text, shared_plan

TEN = EarlyStopping(monitor="val_accuracy", patience=10)


@pytest.mark.parametrize(
    ("epochs", "told"),
    [(60, ["up to 60 epochs", "stops after 10 epochs without a better validation accuracy"]), (10, ["10 epochs"])],
)
def test_early_stopping_is_told_only_where_there_are_enough_epochs_for_it_to_act(epochs, told):
    one = Experiment(training=Training(epochs=epochs, early_stopping=(TEN,)))
    for plan in (plan_text(one, 1199), shared_plan(one, one, 1199)):
        assert plan.split(" · ")[3:] == told
