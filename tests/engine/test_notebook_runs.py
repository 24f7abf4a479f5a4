"""An exported notebook runs from top to bottom in a Jupyter kernel, as a student would run it."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.export import to_notebook
from tests.patience import HANG_SECONDS

NETWORK = Network(conv_blocks=(ConvBlock(filters=8, dropout=0.1),), dense_blocks=(DenseBlock(units=16),))
STOPS = (EarlyStopping(monitor="val_loss", patience=2), EarlyStopping(monitor="val_accuracy", patience=2))

DESIGNS = {
    "few epochs on the digits": Experiment(
        network=NETWORK,
        training=Training(epochs=4, batch_size=16, learning_rate=0.005),
        data=Data(images="digits", limit=400),
    ),
    "augmentation, early stopping and a time limit": Experiment(
        network=NETWORK,
        training=Training(
            epochs=4, batch_size=16, learning_rate=0.005, steps_per_epoch=20, validation_steps=1,
            augmentation=Augmentation(rotation=10, zoom=0.1, width_shift=0.1, crop=1), early_stopping=STOPS,
            mirror_average=True, time_limit=2, target_validation_accuracy=1.0, keep="best",
        ),
        data=Data(images="digits", limit=400, trains_on_validation=True),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", DESIGNS)
def test_a_notebook_runs_from_top_to_bottom_and_says_its_test_accuracy(name, tmp_path, monkeypatch):
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / "jupyter"))
    notebook = nbformat.reads(to_notebook(DESIGNS[name]), as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=HANG_SECONDS, resources={"metadata": {"path": str(tmp_path)}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    printed = "".join(output.get("text", "") for output in code[-1].outputs)
    accuracy, images = re.search(r"Test accuracy ([\d.]+)% on (\d+) images", printed).groups()
    assert images == "100"
    assert 30 < float(accuracy) <= 100, "ten classes: chance is 10 %"
    assert (tmp_path / "model.keras").exists()
