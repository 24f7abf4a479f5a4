"""An exported script trains as the app does: the same network, the same steps in every epoch."""

import numpy as np
import pytest

from builder.engine.backend import keras
from builder.export import to_script
from builder.presets import PRESETS
from builder.spec.blocks import ConvBlock, Network
from builder.spec.experiment import Experiment
from builder.spec.summary import summarize
from builder.spec.training import Augmentation, Training


@pytest.mark.parametrize("id", ["0", "9b", "13", "17"])
def test_the_exported_network_has_the_layers_of_the_summary(id):
    names: dict = {"__name__": "exported"}
    exec(to_script(PRESETS[id].experiment), names)
    model = names["build_model"]()
    summary = summarize(PRESETS[id].experiment.network)
    assert [type(layer).__name__ for layer in model.layers] == [row.kind for row in summary.rows]
    assert [layer.count_params() for layer in model.layers] == [row.parameters for row in summary.rows]


@pytest.mark.parametrize("steps", [3, 15, None])
def test_every_epoch_of_an_augmented_script_has_the_steps_that_the_app_trains(steps, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    training = Training(epochs=3, batch_size=10, steps_per_epoch=steps, augmentation=Augmentation(rotation=10))
    experiment = Experiment(network=Network(conv_blocks=(ConvBlock(filters=2),), dense_blocks=()), training=training)
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    draw = np.random.default_rng(0)
    part = (draw.integers(0, 256, (95, 32, 32, 3), dtype=np.uint8), draw.integers(0, 10, 95))
    counted: list[int] = []

    class Counter(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            counted.append(0)

        def on_train_batch_end(self, batch, logs=None):
            counted[-1] += 1

    fit = keras.Model.fit

    def counting_fit(model, *args, callbacks, **kwargs):
        return fit(model, *args, callbacks=[*callbacks, Counter()], verbose=0, **kwargs)

    monkeypatch.setattr(keras.Model, "fit", counting_fit)
    names["load_data"] = lambda: (part, part, part)
    names["main"]()
    assert counted == [steps or 10] * 3
