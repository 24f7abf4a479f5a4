"""An exported script trains as the app does: the same steps in every epoch, and the same reasons to end."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.export import to_script
from builder.export.training_code import training_steps


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

    def counting_fit(model, *args, **kwargs):
        return fit(model, *args, callbacks=[Counter()], verbose=0, **kwargs)

    monkeypatch.setattr(keras.Model, "fit", counting_fit)
    names["load_data"] = lambda: (part, part, part)
    names["main"]()
    assert counted == [steps or 10] * 3


def tiny(**training) -> Experiment:
    """A network of two filters, trained in batches of 32."""
    network = Network(conv_blocks=(ConvBlock(filters=2),), dense_blocks=())
    return Experiment(network=network, training=Training(batch_size=32, **training))


def run_main(experiment: Experiment, images: int = 96) -> tuple[keras.Model, dict]:
    """The trained model of a script that runs on made images, and the curve of its training."""
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    draw = np.random.default_rng(0)
    parts = [(draw.integers(0, 256, (images, 32, 32, 3), np.uint8), draw.integers(0, 10, images)) for _ in range(3)]
    names["load_data"] = lambda: parts
    built: list[keras.Model] = []
    build = names["build_model"]
    names["build_model"] = lambda: built.append(build()) or built[0]
    names["main"]()
    return built[0], built[0].history.history


@pytest.mark.parametrize("judge", ["validation", "test"])
def test_a_script_keeps_the_best_weights_by_the_images_that_judge(judge, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    target = {f"target_{judge}_accuracy": 1.0}
    model, curve = run_main(tiny(epochs=6, learning_rate=0.05, keep="best", **target))
    judged = curve["val_accuracy" if judge == "validation" else "test_accuracy"]
    assert len(judged) == 6 and ("test_accuracy" in curve) == (judge == "test")
    saved = keras.models.load_model("model.keras")
    checkpoint = [weights.tolist() for weights in saved.get_weights()]
    model.load_weights("best.weights.h5")
    assert checkpoint == [weights.tolist() for weights in model.get_weights()]
    if judge == "test":
        assert f"Test accuracy {max(judged):.2%} on 96 images" in capsys.readouterr().out


@pytest.mark.parametrize("judge", ["validation", "test"])
def test_a_script_ends_as_soon_as_an_epoch_reaches_the_target(judge, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    target = {f"target_{judge}_accuracy": 1 / 96}
    model, curve = run_main(tiny(epochs=6, **target))
    assert len(curve["loss"]) == 1


def test_a_script_ends_when_another_epoch_would_not_fit_into_the_time(tmp_path, monkeypatch):
    """Epochs of 20 seconds by this clock: three fit into a minute and five seconds, and a fourth would not."""
    monkeypatch.chdir(tmp_path)
    experiment = tiny(epochs=9, time_limit=65 / 60)
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    ticks = itertools.chain([0], itertools.chain.from_iterable((20 * n, 20 * n + 20) for n in range(9)))
    names["time"] = SimpleNamespace(perf_counter=lambda: next(ticks))
    stop = names["StopInTime"](minutes=experiment.training.time_limit)
    stop.set_model(SimpleNamespace(stop_training=False))
    stop.on_train_begin()
    epochs = 0
    while not stop.model.stop_training:
        stop.on_epoch_begin(epochs)
        stop.on_epoch_end(epochs, {})
        epochs += 1
    assert epochs == 3
    assert "StopInTime(minutes=1.0833" in to_script(experiment)


def test_a_script_validates_on_the_first_images_in_steps_of_100(tmp_path, monkeypatch):
    """In every epoch on the same 200 of 300 images, as the app does; with fewer images, on all that there are."""
    monkeypatch.chdir(tmp_path)
    evaluated: list[int] = []

    class Counter(keras.callbacks.Callback):
        def on_test_begin(self, logs=None):
            evaluated.append(0)

        def on_test_batch_end(self, batch, logs=None):
            evaluated[-1] += 1

    fit = keras.Model.fit
    monkeypatch.setattr(keras.Model, "fit", lambda *args, **kw: fit(*args, callbacks=[Counter()], verbose=0, **kw))
    model, curve = run_main(tiny(epochs=2, learning_rate=1e-9, validation_steps=2), images=300)
    assert evaluated == [2, 2]
    assert curve["val_loss"][0] == pytest.approx(curve["val_loss"][1], rel=1e-4)
    few = Experiment(training=Training(validation_steps=100), data=Data(images="digits"))
    assert "validation_steps=3," in to_script(few)


def test_a_script_with_the_mirror_average_judges_by_it_and_saves_the_network(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    experiment = tiny(epochs=2, learning_rate=0.02, mirror_average=True, keep="best")
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    draw = np.random.default_rng(0)
    part = (draw.integers(0, 256, (96, 32, 32, 3), np.uint8), draw.integers(0, 10, 96))
    names["load_data"] = lambda: (part, part, part)
    names["main"]()
    network = keras.models.load_model("model.keras")
    pixels = part[0].astype(np.float32) / 255
    said = network.predict(pixels, verbose=0) + network.predict(pixels[:, :, ::-1], verbose=0)
    right = (said.argmax(axis=1) == part[1]).mean()
    told = capsys.readouterr().out
    assert f"Test accuracy {right:.2%} on 96 images" in told and f"val_accuracy: {right:.4f}" in told


@pytest.mark.filterwarnings("ignore:Please import:DeprecationWarning")
def test_a_scripts_own_batches_crop_mirror_and_cut_out_as_the_design_says():
    """One image, whose pixels all differ, many times: what is seen of it is found in NumPy's padding of it."""
    image = np.arange(3072).reshape(32, 32, 3) % 251
    cut, still = Augmentation(crop=1, cutout=4, horizontal_flip="alternating"), Augmentation(crop=1, rotation=1e-9)
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0)), mode="reflect")
    crops = [padded[row : row + 32, column : column + 32] for row in range(3) for column in range(3)]
    for augmentation, greyed in ((cut, 16), (still, 0)):
        names: dict = {"__name__": "exported"}
        exec(to_script(tiny(augmentation=augmentation)), names)
        stream = names["batches"](np.repeat(image[None].astype(np.uint8), 80, axis=0), np.arange(80))
        flipped = np.zeros((2, 80), bool)
        for number, (pixels, labels) in enumerate(itertools.islice(stream, 6)):
            for seen, label in zip(pixels * 255, labels, strict=True):
                grey = np.isclose(seen, 127.5).all(axis=-1)
                assert grey.sum() == greyed
                found = [
                    mirrored
                    for mirrored in (False, True)
                    for crop in crops
                    if np.allclose(seen[~grey], (crop[:, ::-1] if mirrored else crop)[~grey], atol=0.01)
                ]
                assert len(found) == 1
                flipped[number // 3, label] = found[0]
        if augmentation is cut:
            assert 20 < flipped[0].sum() < 60 and np.array_equal(flipped[1], ~flipped[0])
        else:
            assert not flipped.any()


@pytest.mark.filterwarnings("ignore:Please import:DeprecationWarning")
def test_a_scripts_generator_moves_images_the_way_that_the_design_says():
    """A dot in the middle: width_shift moves it sideways, height_shift up and down, as in the app."""
    dots = np.zeros((60, 32, 32, 3), np.uint8)
    dots[:, 16, 16] = 255
    for augmentation, moving, still in ((Augmentation(width_shift=0.4), 2, 1), (Augmentation(height_shift=0.4), 1, 2)):
        names: dict = {"__name__": "exported", "x_train": dots, "y_train": np.zeros(60)}
        experiment = tiny(augmentation=augmentation)
        exec(to_script(experiment), names)
        exec(training_steps(experiment)["fit"].split("model.fit(")[0], names)
        seen = np.argwhere(next(names["batches"])[0][..., 0] > 0.01)
        assert np.unique(seen[:, still]).tolist() == [16]
        assert len(np.unique(seen[:, moving])) > 10
