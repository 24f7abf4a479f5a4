"""The recipes for an optimiser and for a learning-rate schedule: one registered class each."""

from typing import ClassVar, Literal

import pytest
from pydantic import Field

from builder.course.changes import changes
from builder.design.checks.problems import problems
from builder.design.cost.memory import training_bytes
from builder.design.data import Data
from builder.design.document import SpecError, from_json
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.training.optimizers import OPTIMIZERS, Adam, Optimizer
from builder.design.training.rates import LEARNING_RATES, LearningRate
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from tests.recipes import everywhere
from tests.ui.opened import labelled


class Nadam(Optimizer):
    """Adam with Nesterov's momentum."""

    kind: Literal["nadam"] = "nadam"
    title: ClassVar[str] = "Nadam"
    usual_rate: ClassVar[float] = 0.002
    highest_rate: ClassVar[float] = 0.03
    numbers_per_weight: ClassVar[int] = 4
    weight_decay: float = Field(default=0.0, ge=0, le=0.5)


class InverseTime(LearningRate):
    """From the highest rate on, divided by one more each `period`, a share of all steps."""

    kind: Literal["inverse_time"] = "inverse_time"
    keras_class: ClassVar[str | None] = "InverseTimeDecay"
    period: float = Field(default=0.5, gt=0, le=1)

    def arguments(self, steps: int) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
        return (("initial_learning_rate", self.rate), ("decay_steps", self.period * steps), ("decay_rate", 1.0))


@pytest.fixture
def nadam():
    OPTIMIZERS.register(Nadam)
    yield
    OPTIMIZERS.unregister("nadam")


@pytest.fixture
def inverse_time():
    LEARNING_RATES.register(InverseTime)
    yield
    LEARNING_RATES.unregister("inverse_time")


@pytest.fixture
def without_sgd():
    with everywhere.taken_out(OPTIMIZERS, "sgd"):
        yield


def design(stripes_dataset, **training: object) -> Experiment:
    return Experiment(training=Training(epochs=2, batch_size=16, **training), data=Data(images=stripes_dataset))


def test_a_registered_optimiser_trains_and_is_in_cost_problems_script_notebook_and_changes(
    nadam, stripes_dataset, tmp_path, monkeypatch
):
    experiment = design(stripes_dataset, optimizer=Nadam(weight_decay=0.01), learning_rate=0.5)
    model = build_model(experiment)
    compile_model(model, experiment.training)
    assert type(model.optimizer) is keras.optimizers.Nadam and float(model.optimizer.weight_decay) == 0.01
    told = next(problem for problem in problems(experiment) if "learning rate" in problem.title)
    assert "0.5 with Nadam: above 0.03" in told.what and told.fix.training.learning_rate.rate == 0.002
    adam = edited(experiment, ("training", "optimizer"), Adam())
    assert training_bytes(experiment) == training_bytes(adam)  # both keep two moments of each weight
    gentle = edited(experiment, ("training", "learning_rate"), 0.002)
    script = everywhere.script_runs(gentle, tmp_path, monkeypatch)
    assert "keras.optimizers.Nadam(learning_rate=0.002, weight_decay=0.01)" in script
    words, _ = everywhere.notebook_cells(gentle)
    assert "Nadam with learning rate 0.002 (Keras's default)" in words
    assert [change.text for change in changes(adam, experiment)] == [
        "Nadam (0.5, weight decay 0.01) instead of Adam (0.5)"
    ]


def test_a_registered_optimiser_is_in_the_sidebar_with_its_fields_in_the_link_and_on_the_command_line(
    nadam, stripes_dataset, tmp_path
):
    experiment = design(stripes_dataset, optimizer=Nadam(weight_decay=0.01), learning_rate=0.002)
    assert everywhere.by_link(experiment) == experiment
    app = everywhere.sidebar(experiment, "Training")
    choice = labelled(app.selectbox, "Optimiser")
    assert choice.options == ["Adam", "SGD", "RMSprop", "AdamW", "Muon", "Nadam"] and choice.value == "nadam"
    decay = labelled(app.number_input, "Weight decay")
    assert (decay.value, decay.min, decay.max) == (0.01, 0.0, 0.5)
    decay.set_value(0.25).run()
    assert not app.exception
    file = everywhere.spec_file(experiment, tmp_path)
    status, document, _ = everywhere.command("summary", "--spec", file, "--json")
    assert status == 0 and document["total"] > 0
    status, _, printed = everywhere.command("export", "--spec", file)
    assert status == 0 and "keras.optimizers.Nadam(" in printed


def test_an_optimiser_that_is_taken_out_is_offered_nowhere_and_a_design_with_it_is_refused(
    without_sgd, stripes_dataset, tmp_path
):
    app = everywhere.sidebar(design(stripes_dataset), "Training")
    assert labelled(app.selectbox, "Optimiser").options == ["Adam", "RMSprop", "AdamW", "Muon"]
    with pytest.raises(SpecError, match="training.optimizer is \"sgd\"; expected 'adam', 'rmsprop', 'adamw' or 'muon'"):
        from_json('{"training": {"optimizer": "sgd"}}')


def test_a_registered_schedule_trains_and_is_in_script_sidebar_and_link(
    inverse_time, stripes_dataset, tmp_path, monkeypatch
):
    experiment = design(stripes_dataset, learning_rate=InverseTime(rate=0.01))
    model = build_model(experiment)
    compile_model(model, experiment.training, training_steps=10)
    rates = model.optimizer._learning_rate  # Keras's own name for the schedule of an optimiser
    assert [round(float(rates(step)), 4) for step in (0, 5, 10)] == [0.01, 0.005, 0.0033]
    # 80 training images in batches of 16 are 5 steps an epoch.
    script = everywhere.script_runs(experiment, tmp_path, monkeypatch)
    made = script.split("learning_rate = keras.optimizers.schedules.InverseTimeDecay(")[1].split("model.compile")[0]
    assert all(told in made for told in ("initial_learning_rate=0.01,", "decay_steps=5.0,", "decay_rate=1.0"))
    assert everywhere.by_link(experiment) == experiment
    app = everywhere.sidebar(experiment, "Training")
    choice = labelled(app.selectbox, "Schedule of the learning rate")
    assert choice.options[0] == "Constant" and choice.value == "inverse_time" and "Inverse time" in choice.options
    assert labelled(app.number_input, "Period").value == 0.5
