"""Every kind that is registered, the product's own and those to come, is held to Keras and to its recipe."""

import importlib
import pkgutil
from types import ModuleType

import numpy as np
import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network import blocks, layers
from builder.design.network.blocks.base import CONV_BLOCKS, DENSE_BLOCKS
from builder.design.network.blocks.conv import ConvBlock, poolings
from builder.design.network.layers.base import LAYERS
from builder.design.network.network import Network, ways_to_a_vector
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from builder.export import to_script
from builder.export.boxes import boxes
from builder.jobs import tasks
from tests.recipes import everywhere

#: Neither square nor of ten classes, and small, so that shapes that are mixed up show.
IMAGES = ImageSource(dataset="digits", shape=(16, 12, 3), classes=("a", "b", "c", "d"))


def network_with(place: str, kind: str) -> Network:
    """A small network with this pooling, way to a vector, conv block or dense block."""
    first = ConvBlock(filters=3)
    return {
        "pooling": lambda: Network(conv_blocks=(ConvBlock(filters=3, pooling=kind),)),
        "to_vector": lambda: Network(conv_blocks=(first,), to_vector=kind),
        "conv_blocks": lambda: Network(conv_blocks=(first, {"kind": kind})),
        "dense_blocks": lambda: Network(conv_blocks=(first,), dense_blocks=({"kind": kind},)),
    }[place]()


EVERY = [
    *(("pooling", kind) for kind in poolings()),
    *(("to_vector", kind) for kind in ways_to_a_vector()),
    *(("conv_blocks", kind) for kind in CONV_BLOCKS),
    *(("dense_blocks", kind) for kind in DENSE_BLOCKS),
]


@pytest.mark.parametrize(("place", "kind"), EVERY, ids=[f"{place} {kind}" for place, kind in EVERY])
def test_a_kind_that_students_can_choose_agrees_with_keras_its_script_and_its_picture(place, kind):
    experiment = Experiment(network=network_with(place, kind), data=Data(images=IMAGES))
    everywhere.keras_agrees(experiment)
    assert everywhere.by_link(experiment) == experiment
    assert boxes(everywhere.summarize(experiment))
    space: dict[str, object] = {"__name__": "script"}
    exec(compile(to_script(experiment), "script.py", "exec"), space)
    for ours, theirs in zip(build_model(experiment).get_weights(), space["build_model"]().get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("kind", list(OPTIMIZERS))
def test_an_optimiser_trains_with_exactly_the_fields_of_the_design(kind):
    """Also with those that are as the design has them by default, which need not be Keras's."""
    optimizer = OPTIMIZERS[kind]()
    training = Training(optimizer=optimizer, learning_rate=0.003)
    model = build_model(Experiment(training=training, data=Data(images=IMAGES)))
    compile_model(model, training)
    config = model.optimizer.get_config()
    of_keras = getattr(keras.optimizers, optimizer.title)
    assert type(model.optimizer) is of_keras or (optimizer.is_own and isinstance(model.optimizer, of_keras))
    assert round(float(config["learning_rate"]), 7) == 0.003
    assert {name: config[name] for name in type(optimizer).model_fields if name != "kind"} == {
        name: getattr(optimizer, name) for name in type(optimizer).model_fields if name != "kind"
    }
    variables = len(model.trainable_variables)
    kept = [variable for variable in model.optimizer.variables if len(variable.shape)]
    assert len(kept) <= variables * (optimizer.numbers_per_weight - 2)  # beside the weight and its gradient


@pytest.mark.parametrize("kind", list(LAYERS))
def test_a_look_has_the_colours_of_its_form(kind):
    look = LAYERS[kind].look
    assert look is None or len(look.colours) == {"box": 3, "mark": 1}[look.form]


@pytest.mark.parametrize("folder", [layers, blocks, tasks], ids=lambda folder: folder.__name__)
def test_every_module_of_a_folder_of_kinds_is_imported_with_it(folder: ModuleType):
    """A kind whose module nobody imports would silently not be there."""
    modules = [name for _, name, _ in pkgutil.iter_modules(folder.__path__)]
    imported = vars(importlib.import_module(folder.__name__))
    assert [name for name in modules if name not in imported] == []
