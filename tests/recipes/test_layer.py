"""The recipe for a kind of layer: one registered class, and it appears everywhere; taken out, it is gone everywhere."""

from typing import ClassVar, Literal

import pytest
from streamlit.testing.v1 import AppTest

from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.network.layers.base import LAYERS, Layer, Look, Shape, image
from builder.design.network.network import Network
from builder.design.training.training import Training
from tests.recipes import everywhere
from tests.ui.opened import labelled


class GlobalAveragePooling2D(Layer):
    """The mean of each map: a vector of as many numbers as there are channels."""

    kind: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"
    role: ClassVar[Literal["pooling", "to_vector"] | None] = "to_vector"
    option: ClassVar[str] = "global_average"
    look: ClassVar[Look | None] = Look("box", "mean", "mean of each map", ("#777777", "#999999", "#555555"))

    def output_shape(self, *shapes: Shape) -> Shape:
        return (image(self, shapes)[2],)


@pytest.fixture
def flatten_alone():
    """Without the product's own global pooling, in whose place the recipe is carried out."""
    with everywhere.taken_out(LAYERS, "GlobalMaxPooling2D"), everywhere.taken_out(LAYERS, "GlobalAveragePooling2D"):
        yield


@pytest.fixture
def global_average(flatten_alone):
    LAYERS.register(GlobalAveragePooling2D)
    yield
    LAYERS.unregister("GlobalAveragePooling2D")


@pytest.fixture
def without_average_pooling():
    with everywhere.taken_out(LAYERS, "AveragePooling2D"):
        yield


def design(stripes_dataset) -> Experiment:
    return Experiment(
        name="Means",
        network=Network(to_vector="global_average"),
        training=Training(epochs=1, batch_size=16),
        data=Data(images=stripes_dataset),
    )


def test_a_registered_layer_is_in_the_summary_the_model_the_script_the_notebook_and_the_picture(
    global_average, stripes_dataset, tmp_path, monkeypatch
):
    experiment = design(stripes_dataset)
    row = next(row for row in summarize(experiment).rows if row.kind == "GlobalAveragePooling2D")
    assert (row.name, row.input_shape, row.output_shape) == ("global_average_pooling2d", (6, 8, 32), (32,))
    everywhere.keras_agrees(experiment)
    assert "layers.GlobalAveragePooling2D()" in everywhere.script_runs(experiment, tmp_path, monkeypatch)
    words, code = everywhere.notebook_cells(experiment)
    assert "one value of each map, by global average pooling" in words and "layers.GlobalAveragePooling2D()" in code
    assert "mean of each map" in everywhere.drawn(experiment) and "#777777" in everywhere.drawn(experiment)


def test_a_registered_layer_is_in_the_sidebar_the_link_and_on_the_command_line(
    global_average, stripes_dataset, tmp_path
):
    experiment = design(stripes_dataset)
    assert everywhere.by_link(experiment) == experiment
    app = everywhere.sidebar(experiment, "Network")
    choice = labelled(app.button_group, "From maps to a vector")
    assert choice.options == ["Flatten", "Global average"] and choice.value == "global_average"
    file = everywhere.spec_file(experiment, tmp_path)
    status, document, _ = everywhere.command("summary", "--spec", file, "--json")
    assert status == 0 and "GlobalAveragePooling2D" in [layer["kind"] for layer in document["layers"]]


def test_a_layer_that_is_taken_out_is_offered_nowhere_and_a_design_with_it_is_refused(
    without_average_pooling, stripes_dataset, tmp_path
):
    app = everywhere.sidebar(Experiment(data=Data(images=stripes_dataset)), "Network")
    assert labelled(app.button_group, "Pooling").options == ["Max", "None"]
    text = '{"network": {"conv_blocks": [{"pooling": "average"}]}}'
    with pytest.raises(SpecError, match="pooling is \"average\"; expected 'max' or 'none'"):
        from_json(text)
    file = tmp_path / "average.json"
    file.write_text(text, encoding="utf-8")
    status, _, said = everywhere.command("summary", "--spec", str(file), "--json")
    assert status == 2 and "expected 'max' or 'none'" in said


def test_a_page_without_another_registered_layer_shows_no_choice(flatten_alone, stripes_dataset):
    app: AppTest = everywhere.sidebar(Experiment(data=Data(images=stripes_dataset)), "Network")
    assert "From maps to a vector" not in [group.label for group in app.button_group]
