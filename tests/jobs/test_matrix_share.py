"""How much of the machine's speed with large matrices a training reached, as the worker records it."""

from types import SimpleNamespace

import pytest

from builder.engine import matrix_speed
from builder.jobs.work.training import WORTH_MEASURING, record_matrix_share
from builder.presets import get
from builder.store.runs import lifecycle
from builder.store.runs.records import get_run
from tests.jobs.watching import OWNER

SPEED = 1e9
#: Project 0: a convolution of 3x3 from 3 to 32 maps of 32x32, 32 units on 16x16x32 values, and 10 units on these.
FORWARD = 32 * 32 * 32 * 9 * 3 + 16 * 16 * 32 * 32 + 32 * 10


@pytest.fixture(autouse=True)
def speed(monkeypatch) -> list[str]:
    """A machine that multiplies so fast, and the number formats that were asked for."""
    asked: list[str] = []
    monkeypatch.setattr(matrix_speed, "matrix_speed", lambda precision: asked.append(precision) or SPEED)
    return asked


def recorded(db, seconds: float) -> float | None:
    """What is recorded of two epochs on 1,199 images that took so long together."""
    run = lifecycle.submit(db, get("0").experiment.on("digits"), OWNER)
    _, token = lifecycle.claim_next(db)
    order = SimpleNamespace(db=db, run_id=run.id, token=token)
    result = SimpleNamespace(epochs=("the first", "the second"), seconds=seconds)
    record_matrix_share(order, run.experiment, 1199, result, "float32")
    return get_run(db, run.id).matrix_share


def test_forward_and_backward_passes_of_all_images_are_counted_three_for_one(db, speed):
    assert recorded(db, 40.0) == pytest.approx(3 * FORWARD * 1199 * 2 / 40 / SPEED)
    assert speed == ["float32"]


def test_a_short_training_is_not_held_up_for_it(db, speed):
    assert recorded(db, WORTH_MEASURING - 1) is None and speed == []
