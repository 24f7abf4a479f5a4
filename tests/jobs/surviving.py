"""Course projects that are paused, or whose worker is killed, at a random moment end as one that is left alone.

Their own networks, optimisers, batches and augmentation, on few images and for few epochs. Nothing here is compared
by a tolerance: on a processor two runs of one design are equal bit for bit, with TensorFlow's deterministic
operations (`test_projects_survive_deterministic.py`) and without (`test_projects_survive.py`, and
`test_beyond_survives.py` for the presets beyond the course).
"""

import random
import time
from typing import NamedTuple

import safetensors

from builder import jobs
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.engine.checkpoint import CHECKPOINT_FILE, Past
from builder.engine.processor import has_bfloat16
from builder.presets import get
from builder.store.artifacts import artifacts_of
from builder.store.runs import readings, records
from builder.store.runs.curves import epochs_of
from tests.jobs.watching import OWNER, gone, wait_for_end, wait_for_epoch, wait_until, worker_of


class Size(NamedTuple):
    """How a project is cut short: steps only of one that names them itself, and images in a batch of large ones."""

    images: int
    epochs: int
    steps: int | None = None
    batch: int | None = None


SIZES = {"0": Size(1000, 60), "15": Size(600, 8), "16": Size(600, 8, steps=3)}
#: The first has smaller images for half of its steps, and the other trains on the validation images, by two views. Of
#: what they have "20 Fast 90" has nothing that "19 Sprint" has not.
BEYOND_SIZES = {"19": Size(300, 12, batch=60), "21": Size(180, 9, batch=60)}
#: A run of these has this long, in seconds, on a machine with other things to do.
PATIENCE = 600


def project(id: str) -> Experiment:
    """The project with its own network and training, cut short, on the digits."""
    size, experiment = (SIZES | BEYOND_SIZES)[id], get(id).experiment
    training = experiment.training
    assert (training.steps_per_epoch is None) == (size.steps is None)
    shorter = {
        "precision": pinned_precision(id) if id in BEYOND_SIZES else training.precision,
        "epochs": size.epochs,
        "steps_per_epoch": size.steps,
        "batch_size": size.batch or training.batch_size,
    }
    data = Data(images="digits", limit=size.images, trains_on_validation=experiment.data.trains_on_validation)
    return experiment.model_copy(update={"training": training.model_copy(update=shorter), "data": data})


def pinned_precision(id: str) -> str:
    """What is measured is not measured here: for these that takes as long as to train them, and that a run keeps its
    measured format is what the course's projects are for. Cut short, "19" is beyond what bfloat16 holds."""
    return "mixed_bfloat16" if id == "21" and has_bfloat16() else "float32"


def random_moments() -> random.Random:
    """Other ones in each session; the seed that is printed when the test fails gives them again."""
    seed = time.time_ns() % 100_000
    print(f"moments of seed {seed}")
    return random.Random(seed)


def wait_for_a_moment(db, run, chance: random.Random, epochs: range) -> None:
    """Waits for a random one of these epochs, and then for a random part of the next one, which is under way
    or has just ended then."""
    epoch = chance.choice(epochs)
    wait_for_epoch(db, run, epoch, PATIENCE)
    seconds, done = chance.random() * epochs_of(db, run.id)[-1].seconds, records.get_run(db, run.id).epochs
    print(f"{seconds:.3f} s after epoch {done}")
    deadline = time.monotonic() + seconds
    # The epoch before may have taken far longer, with other work beside it: then the next one ends the wait.
    while time.monotonic() < deadline and records.get_run(db, run.id).epochs == done:
        time.sleep(0.02)


def left(settings, run) -> Past:
    """What the run's checkpoint holds."""
    file = artifacts_of(settings).checkpoint(run.id) / CHECKPOINT_FILE
    with safetensors.safe_open(file, framework="numpy") as opened:
        past = Past.model_validate_json(opened.metadata()["past"])
    print(f"the checkpoint holds {len(past.epochs)} epochs and {past.step} steps")
    return past


def assert_ended_as(settings, db, run, whole) -> None:
    """The same weights, bit for bit, the same curve, and the same reading of the test set, which is one."""
    run, whole = records.get_run(db, run.id), records.get_run(db, whole.id)
    assert (run.state, run.error) == ("finished", None)
    curves = [[epoch.model_copy(update={"seconds": 0.0}) for epoch in epochs_of(db, one.id)] for one in (run, whole)]
    assert curves[0] == curves[1] and len(curves[0]) == whole.epochs
    weights = [(artifacts_of(settings).folder(one.id) / "weights.safetensors").read_bytes() for one in (run, whole)]
    assert weights[0] == weights[1]
    assert (run.test_accuracy, run.kept_epoch, run.precision) == (
        whole.test_accuracy, whole.kept_epoch, whole.precision,
    )  # fmt: skip
    assert len(readings.test_readings(db, run.id)) == 1


def assert_ends_as_if_it_had_not_been_paused_or_killed(settings, db, id: str) -> None:
    """Trains the project twice: left alone, and paused, resumed and killed at random moments."""
    design, chance = project(id), random_moments()
    epochs = design.training.epochs
    whole, tried = (jobs.submit_run(settings, db, design, OWNER) for _ in range(2))
    wait_for_end(db, whole, PATIENCE)

    # As many epochs are left as a pause may take: a worker hears of it within 1.25 seconds, in which a fast processor
    # trains more than an epoch of these.
    wait_for_a_moment(db, tried, chance, range(1, epochs // 3 + 1))
    jobs.pause_run(settings, db, tried.id, OWNER)
    wait_until(lambda: records.get_run(db, tried.id).state == "paused", PATIENCE)
    kept = epochs_of(db, tried.id)
    assert len(left(settings, tried).epochs) == len(kept) < epochs

    jobs.resume_run(settings, db, tried.id, OWNER)
    wait_until(lambda: records.get_run(db, tried.id).state == "running", PATIENCE)
    soonest = min(len(kept) + 1, epochs - 1)
    wait_for_a_moment(db, tried, chance, range(soonest, max(soonest + 1, epochs - 3)))
    worker = worker_of(db, tried)
    worker.kill()
    assert gone(worker)
    known = epochs_of(db, tried.id)
    # Every epoch that was complete is in the checkpoint: less than one is lost, the one under way.
    assert len(left(settings, tried).epochs) >= len(known) >= soonest

    wait_for_end(db, tried, PATIENCE)
    assert_ended_as(settings, db, tried, whole)
    assert [records.get_run(db, run.id).restarts for run in (whole, tried)] == [0, 1]
    # An epoch that is trained once more would take another number of seconds.
    assert epochs_of(db, tried.id)[: len(known)] == known
    assert known[: len(kept)] == kept
