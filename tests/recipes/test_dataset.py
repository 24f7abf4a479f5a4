"""The recipe for a data set: one registered value, with images of any shape and any number of classes."""

import numpy as np
import pytest

from builder import jobs
from builder.datasets.table import DATASETS, load_split, split_sizes
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.settings import load_settings
from builder.store.schema.database import open_database
from tests.engine.recorder import Recorder
from tests.recipes import everywhere
from tests.ui.opened import labelled


def design(source) -> Experiment:
    return Experiment(
        name="Stripes",
        network=Network(conv_blocks=(ConvBlock(filters=4),)),
        training=Training(epochs=1, batch_size=16, precision="float32"),
        data=Data(images=source),
    )


def test_a_registered_data_set_is_split_trained_on_and_asked(stripes_dataset, tmp_path):
    experiment, settings = design(stripes_dataset), load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    split = load_split(experiment.data, settings)
    assert (len(split.train), len(split.validation), len(split.test)) == split_sizes(experiment.data, settings)
    result = fit(experiment, split, Recorder(), tmp_path / "kept")
    answers = probabilities(result.model, split.test.images)
    assert answers.shape == (len(split.test), 4) and np.allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_a_registered_data_set_is_in_summary_script_notebook_picture_and_link(stripes_dataset, tmp_path, monkeypatch):
    experiment = design(stripes_dataset)
    rows = summarize(experiment).rows
    assert rows[0].input_shape == (12, 16, 3) and rows[-1].output_shape == (4,)
    everywhere.keras_agrees(experiment)
    script = everywhere.script_runs(experiment, tmp_path, monkeypatch)
    assert "keras.Input(shape=(12, 16, 3))" in script and 'layers.Dense(4, activation="softmax")' in script
    words, _ = everywhere.notebook_cells(experiment)
    assert "120 made-up images of stripes" in words and "12 × 16 pixels" in words and "the 4 probabilities" in words
    assert "CIFAR" not in words
    assert "Input 12×16×3" in everywhere.drawn(experiment)
    assert everywhere.by_link(experiment) == experiment


def test_a_registered_data_set_is_in_the_sidebar_and_on_the_command_line(stripes_dataset, tmp_path):
    experiment = design(stripes_dataset)
    app = everywhere.sidebar(experiment, "Training")
    choice = labelled(app.button_group, "Data set")
    assert choice.options == [*(dataset.title for _, dataset in DATASETS.items())] and choice.value == "stripes"
    assert any("Stripes, 80 training images" in caption.value for caption in app.caption)
    status, document, _ = everywhere.command("summary", "--spec", everywhere.spec_file(experiment, tmp_path), "--json")
    assert status == 0 and document["layers"][-1]["output_shape"] == [4]
    status, _, said = everywhere.command("train", "--preset", "0", "--dataset", "nowhere", "--json")
    assert status == 2 and "stripes" in said


def test_a_run_on_it_is_queued_and_listed(stripes_dataset):
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    db = open_database(settings)
    run = jobs.submit_run(settings, db, design(stripes_dataset), "a" * 64)
    assert (run.dataset, run.experiment.images.classes[0]) == ("stripes", "across")
    db.dispose()


def test_a_data_set_that_is_not_known_here_is_refused_with_a_sentence_and_its_page_opens(stripes_dataset):
    experiment = design(stripes_dataset)
    DATASETS.unregister("stripes")
    try:
        settings = load_settings()
        refusal = jobs.readiness(settings, experiment).refusal
        assert "The data set stripes is not known here" in refusal
        with pytest.raises(SpecError, match="data.images is \"stripes\"; expected 'digits' or 'cifar10'"):
            from_json('{"data": {"images": "stripes"}}')
        assert from_json(experiment.to_json()) == experiment  # it says itself what its images are
        everywhere.sidebar(experiment, "Training")
    finally:
        DATASETS.register(_again(stripes_dataset))


def _again(source):
    """Something under the name, for the fixture to take out."""
    known = DATASETS["digits"]
    return type(known)(**{**known.__dict__, "source": source})


@pytest.mark.parametrize(("shape", "count"), [((8, 8, 1), 2), ((224, 224, 3), 200), ((8, 224, 3), 3)])
def test_images_from_8_to_224_pixels_and_2_to_200_classes_go_from_link_to_export(shape, count):
    source = design_source(shape, count)
    experiment = Experiment(
        network=Network(conv_blocks=(ConvBlock(filters=2), ConvBlock(filters=2))), data=Data(images=source)
    )
    assert everywhere.by_link(experiment) == experiment
    everywhere.keras_agrees(experiment)
    assert "Input " + "×".join(map(str, shape)) in everywhere.drawn(experiment)


def design_source(shape, count):
    from builder.design.images import ImageSource

    return ImageSource(dataset="made-up", shape=shape, classes=tuple(f"class {number}" for number in range(count)))
