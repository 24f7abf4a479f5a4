"""The recipe for a kind of block: one registered class with a residual sum, and one with joined branches."""

from typing import Literal

import pytest

from builder.course.changes import changes
from builder.course.one_change import options
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.network.blocks import CONV_BLOCKS, Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.graph import Wiring
from builder.design.network.layers.convolution import Conv2D, Filters
from builder.design.network.layers.merging import Add, Concatenate
from builder.design.network.layers.pooling import MaxPooling2D
from builder.design.network.network import Network
from builder.design.training.training import Training
from tests.recipes import everywhere
from tests.ui.opened import labelled


class Residual(Block):
    """Two convolutions that are added to what reaches them, by way of a third where the channels differ."""

    kind: Literal["residual"] = "residual"
    filters: Filters = 4

    def lower(self, wiring: Wiring) -> None:
        if wiring.shape[-1] != self.filters:
            wiring.add(Conv2D(filters=self.filters, kernel_size=1))
        start = wiring.tip
        wiring.add(Conv2D(filters=self.filters))
        end = wiring.add(Conv2D(filters=self.filters))
        wiring.add(Add(), start, end)
        wiring.add(MaxPooling2D())


class SideBySide(Block):
    """Two convolutions of different kernels on one input, joined."""

    kind: Literal["side_by_side"] = "side_by_side"
    filters: Filters = 4

    def lower(self, wiring: Wiring) -> None:
        start = wiring.tip
        small = wiring.add(Conv2D(filters=self.filters, kernel_size=1), start)
        large = wiring.add(Conv2D(filters=self.filters, kernel_size=5), start)
        wiring.add(Concatenate(), small, large)
        wiring.add(MaxPooling2D())


@pytest.fixture(params=[Residual, SideBySide], ids=["residual", "side by side"])
def block(request):
    """The recipe, carried out: one call."""
    CONV_BLOCKS.register(request.param)
    yield request.param
    CONV_BLOCKS.unregister(request.param.model_fields["kind"].default)


def design(stripes_dataset, block) -> Experiment:
    return Experiment(
        network=Network(conv_blocks=(ConvBlock(filters=3, pooling="none"), block())),
        training=Training(epochs=1, batch_size=16),
        data=Data(images=stripes_dataset),
    )


def test_a_network_with_branches_is_built_exported_run_explained_and_drawn(
    block, stripes_dataset, tmp_path, monkeypatch
):
    experiment = design(stripes_dataset, block)
    everywhere.keras_agrees(experiment)
    script = everywhere.script_runs(experiment, tmp_path, monkeypatch)
    assert "keras.Model(images, " in script and "keras.Sequential" not in script
    words, _ = everywhere.notebook_cells(experiment)
    assert block().words() in words
    drawn = everywhere.drawn(experiment)
    # An arc over the boxes for each output that a layer takes which is not the one before it.
    assert drawn.count('<path fill="none"') == (1 if block is Residual else 2)
    assert ("sum of branches" if block is Residual else "branches joined") in drawn


def test_a_network_with_branches_is_shared_edited_in_the_sidebar_and_on_the_command_line(
    block, stripes_dataset, tmp_path
):
    experiment = design(stripes_dataset, block)
    assert everywhere.by_link(experiment) == experiment
    app = everywhere.sidebar(experiment, "Network")
    labelled(app.number_input, "Filters").set_value(6).run()
    assert not app.exception
    name = block.model_fields["kind"].default.replace("_", " ")
    labelled(app.button, f"Add a {name} block").click().run()
    edited = app.session_state["builder.experiment"]
    assert [part.kind for part in edited.network.conv_blocks] == ["conv", block().kind, block().kind]
    assert edited.network.conv_blocks[1].filters == 6
    file = everywhere.spec_file(experiment, tmp_path)
    status, document, _ = everywhere.command("summary", "--spec", file, "--json")
    assert status == 0 and document["total"] == summarize(experiment).total


def test_a_network_with_branches_has_its_single_changes(block, stripes_dataset):
    base = design(stripes_dataset, block)
    offered = options(base)
    assert {"Dropout", "Filters", "Optimiser"} <= {option.topic for option in offered}
    assert all(changes(base, option.experiment) for option in offered)


def test_a_block_that_is_taken_out_is_refused_with_the_kinds_that_there_are():
    with pytest.raises(SpecError, match="conv_blocks\\[0\\].*expected 'conv'"):
        from_json('{"network": {"conv_blocks": [{"kind": "residual"}]}}')
