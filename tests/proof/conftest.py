"""A home with a run that has ended, with all of its files, made without training."""

import numpy as np
import pytest
from sqlalchemy import Engine, update

from builder.datasets.image_names import image_names
from builder.datasets.images import Images
from builder.datasets.table import load_split
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.engine.sealed import sealed
from builder.proof.bundle import bundle
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.judged_by import JudgedBy, save_judged_by, weights_digest
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs import lifecycle
from builder.store.runs.records import Run, get_run
from builder.store.schema.database import writing
from builder.store.schema.tables import runs
from tests.store.made_runs import OWNER, record

#: Two convolutions with batch normalisation and a dense layer: every kind that has weights.
EXPERIMENT = Experiment(
    name="Mine & <b>yours</b>",
    network=Network(conv_blocks=(ConvBlock(filters=2, convolutions=2, batch_normalization="each"),)),
    data=Data(images="digits", limit=60),
)
#: How many validation and test images `limit=60` leaves.
JUDGES = 15


def weights_of(experiment: Experiment) -> dict[str, np.ndarray]:
    """Small random weights by the names that they have in a run's file."""
    chance = np.random.default_rng(0)
    return {
        f"{row.name}/{name}": chance.uniform(0.1, 0.2, shape).astype(np.float32)
        for row in summarize(experiment).rows
        for name, shape in row.layer.weights(*row.input_shapes) or ()
    }


def some_images(count: int, seed: int) -> Images:
    chance = np.random.default_rng(seed)
    images = chance.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    return Images(images, chance.integers(0, 10, count, dtype=np.uint8))


@pytest.fixture
def run(settings: Settings, db: Engine) -> Run:
    """A finished run with two epochs, whose test set was read with 12 of 15 right."""
    lifecycle.submit(db, EXPERIMENT, OWNER)
    claimed, token = lifecycle.claim_next(db, parallel=100)
    id, files, weights = claimed.id, artifacts_of(settings), weights_of(EXPERIMENT)
    for number, accuracy in ((1, 0.5), (2, 0.75)):
        record(db, id, token, number, accuracy)
    files.folder(id).mkdir(parents=True)
    (files.folder(id) / "weights.safetensors").write_bytes(b"".join(map(bytes, sealed(weights))))
    validation, test = some_images(JUDGES, 1), some_images(JUDGES, 2)
    names = image_names(validation), image_names(test)
    save_judged_by(files, id, JudgedBy(*names, weights_digest(weights)))
    said = np.full((JUDGES, 10), 0.01, np.float32)
    said[np.arange(JUDGES), [*test.labels[:12], *(test.labels[12:] + 1) % 10]] = 0.91
    files.save_arrays(id, "test_predictions", {"labels": test.labels, "probabilities": said})
    lifecycle.finish(db, id, token, end_reason=None, seconds=3.0, test_correct=12, test_count=JUDGES)
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id == id).values(has_weights=True, precision="float32"))
    return get_run(db, id)


@pytest.fixture
def bundled(settings: Settings, db: Engine, run: Run) -> bytes:
    """A bundle as another installation writes it: no run here has its weights, `run` has others from now on."""
    data = bundle(settings, db, run)
    put_weights(settings, run, 3)
    return data


def put_weights(settings: Settings, run: Run, times: float) -> None:
    """Gives the run weights that are so many times as large as those that it was made with."""
    weights = {name: np.float32(times) * array for name, array in weights_of(EXPERIMENT).items()}
    (artifacts_of(settings).folder(run.id) / "weights.safetensors").write_bytes(b"".join(map(bytes, sealed(weights))))


@pytest.fixture
def with_predictions(settings: Settings, run: Run) -> Run:
    """The run with predictions for its real validation images: every third of them wrong."""
    images = load_split(EXPERIMENT.data, settings).validation
    said = np.full((len(images), 10), 0.02, np.float32)
    said[np.arange(len(images)), (images.labels + (np.arange(len(images)) % 3 == 0)) % 10] = 0.82
    save_predictions(artifacts_of(settings), run.id, "validation", images.labels, said)
    return run
