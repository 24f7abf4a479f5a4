"""Which run counts as the one before another: the owner's newest earlier one on the same images, with an epoch."""

import pytest

from builder.store.board.run_before import run_before
from builder.store.runs import lifecycle
from builder.store.runs.records import Run
from tests.ui.made_runs import design, ended_run

ME, OTHER = "a" * 64, "b" * 64


def next_run(db, **data) -> Run:
    return lifecycle.submit(db, design(**data), ME)


def test_it_is_the_newest_of_those_that_were_submitted_before(db):
    assert run_before(db, next_run_ended(db, "First")) is None
    second = next_run_ended(db, "Second")
    third = next_run(db)
    assert run_before(db, third).id == second.id
    assert run_before(db, second).name == "First"


def next_run_ended(db, name: str) -> Run:
    return ended_run(db, design(name=name), ME, state="stopped")


@pytest.mark.parametrize(
    "other",
    [
        {"owner": OTHER},
        {"accuracy": None, "state": "failed"},
        {"dataset": "cifar10"},
        {"limit": 400},
        {"split_seed": 1},
        {"trains_on_validation": True},
    ],
    ids=["another's", "without an epoch", "another data set", "fewer images", "another split", "trained on them"],
)
def test_one_that_cannot_be_compared_is_passed_over(db, other):
    comparable = ended_run(db, design(), ME)
    more = {name: value for name, value in other.items() if name in ("accuracy", "state")}
    data = {name: value for name, value in other.items() if name not in ("accuracy", "state", "owner")}
    ended_run(db, design(**data), other.get("owner", ME), **more)
    assert run_before(db, next_run(db)).id == comparable.id
