"""The Build page opens every design that the spec allows: each number at its lowest and at its highest."""

import math
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Len, Lt, MaxLen
from pydantic import PlainValidator
from streamlit.testing.v1 import AppTest

from builder.datasets.sources import DIGITS
from builder.design.base import Value
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.training.averaging import Averaging, Lookahead
from builder.design.training.losses import CrossEntropy, Loss
from builder.design.training.optimizers import SGD, Optimizer
from builder.design.training.rates import LearningRate, Linear
from builder.jobs.executor.local import services
from builder.ui.session import history
from tests.patience import HANG_SECONDS
from tests.ui.opened import ROOT, open_all_blocks, show_tab

#: Where any kind may stand: the one with the most numbers.
STANDING_FOR = {Optimizer: SGD, Averaging: Lookahead, LearningRate: Linear, Loss: CrossEntropy}


def extreme(kind: type[Value], end: int, **given: Any) -> Value:
    """A value of this model with every number at its lowest (`end` 0) or highest (-1), and every list full."""
    fields = {name: _of(field.annotation, list(field.metadata), end) for name, field in kind.model_fields.items()}
    return kind(**{name: value for name, value in fields.items() if value is not None} | given)


def _of(kind: Any, limits: list[Any], end: int) -> Any:
    """The lowest or highest value of an annotation; None where it is no number and holds none."""
    if get_origin(kind) is Annotated:
        return _of(get_args(kind)[0], [*limits, *kind.__metadata__], end)
    if get_origin(kind) in (Union, UnionType):
        return _of(get_args(kind)[0], limits, end)
    if (standing_for := STANDING_FOR.get(kind)) is not None:
        return extreme(standing_for, end)
    if kind is ImageSource:
        return DIGITS
    limits = [part for limit in limits for part in getattr(limit, "metadata", [limit])]
    if get_origin(kind) is Literal and all(isinstance(option, int) for option in get_args(kind)):
        return sorted(get_args(kind))[end]
    if get_origin(kind) is tuple:
        longest = next(limit.max_length for limit in limits if isinstance(limit, MaxLen | Len))
        # Of the two early stops, each monitors something else.
        monitors = [{"monitor": "val_loss"}, {"monitor": "val_accuracy"}]
        model = get_args(kind)[0]
        if get_origin(model) is Annotated:
            # Blocks of any kind: the section's own registry reads an object of its usual kind.
            reader = next(part for part in get_args(model) if isinstance(part, PlainValidator))
            return tuple(extreme(type(reader.func({})), end) for _ in range(longest))
        return tuple(
            extreme(model, end, **(monitors[place] if "monitor" in model.model_fields else {}))
            for place in range(longest)
        )
    if isinstance(kind, type) and issubclass(kind, Value):
        # Of the two targets one is given.
        return extreme(
            kind, end, **({"target_test_accuracy": None} if "target_test_accuracy" in kind.model_fields else {})
        )
    return _end_of_range(limits, end) if kind in (int, float) else None


def _end_of_range(limits: list[Any], end: int) -> float:
    for limit in limits:
        if end == 0 and isinstance(limit, Ge):
            return limit.ge
        if end == 0 and isinstance(limit, Gt):
            return math.nextafter(limit.gt, math.inf)
        if end == -1 and isinstance(limit, Le):
            return limit.le
        if end == -1 and isinstance(limit, Lt):
            return math.nextafter(limit.lt, -math.inf)
    raise AssertionError(f"a number without a limit: {limits}")


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """Opens the Build page with a design on the bench: all of its blocks, then the Training tab."""
    monkeypatch.setattr(services, "ensure", lambda settings, name: None)
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)

    def opened(experiment: Experiment) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
        app.session_state[history.EXPERIMENT] = experiment
        open_all_blocks(app)
        for tab in ("Network", "Training"):
            show_tab(app, tab)
            app.run()
            assert [error.message for error in app.exception] == []
            assert [error.value for error in app.error] == []
        return app

    return opened


@pytest.mark.parametrize("end", [0, -1], ids=["lowest", "highest"])
def test_the_sidebar_opens_a_design_with_every_number_at_one_end_and_leaves_it_as_it_is(opened, end):
    experiment = extreme(Experiment, end)
    training = experiment.training
    assert (training.epochs, training.steps_per_epoch, experiment.data.limit) in (
        (1, 1, 40),
        (10_000, 100_000, 1_000_000),
    )
    assert len(experiment.network.conv_blocks) == 8 and training.augmentation is not None
    app = opened(experiment)
    assert app.session_state[history.EXPERIMENT] == experiment
    patience = "Patience for validation accuracy, in epochs"
    assert next(item.value for item in app.number_input if item.label == patience) in (1, 1000)


@pytest.mark.parametrize("end", [0, -1], ids=["lowest", "highest"])
def test_the_slides_protocol_opens_with_its_target_at_one_end(opened, end):
    experiment = extreme(Experiment, end)
    targets = {
        "target_test_accuracy": experiment.training.target_validation_accuracy,
        "target_validation_accuracy": None,
    }
    training = experiment.training.model_copy(update=targets)
    data = experiment.data.model_copy(update={"trains_on_validation": True})
    experiment = experiment.model_copy(update={"training": training, "data": data})
    assert opened(experiment).session_state[history.EXPERIMENT] == experiment


def test_a_target_of_a_twentieth_of_a_percent_is_shown_and_can_be_raised(opened):
    experiment = Experiment()
    target = {"training": experiment.training.model_copy(update={"target_validation_accuracy": 0.0005})}
    app = opened(experiment.model_copy(update=target))
    field = next(item for item in app.number_input if item.label == "Validation accuracy reaches (%)")
    assert field.value == 0.05
    field.set_value(75.5).run()
    assert app.session_state[history.EXPERIMENT].training.target_validation_accuracy == 0.755
