"""The 21 exported projects are the slides' networks and the app's, and train alike from one seed."""

from typing import NamedTuple

import numpy as np
import pytest

from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from builder.export import to_script
from builder.presets import PRESETS
from tests.engine.course_table import PROJECTS, Project, expected_layers

SEED = 5

#: One network of each kind in the course, with and without augmentation; the others take half a minute more.
FEW = {"0", "8", "15", "18"}
IDS = [id if id in FEW else pytest.param(id, marks=pytest.mark.slow) for id in PROJECTS]


class Exported(NamedTuple):
    """What an exported script does up to its model.fit: the compiled model, and how it would be trained."""

    model: keras.Model
    fit: dict
    augmentation: dict | None
    flow: dict | None
    loaded: list[str]


@pytest.fixture
def run_script(monkeypatch, tmp_path):
    """Runs a script's main() on a few made images, without training: fit, evaluate and saving are recorded."""

    def run(experiment: Experiment) -> Exported:
        monkeypatch.chdir(tmp_path)
        names: dict = {"__name__": "exported"}
        exec(to_script(experiment), names)
        made = (np.zeros((500, 32, 32, 3), np.uint8), np.zeros(500, np.int64))
        names["load_data"] = lambda: (made, made, made)
        caught: dict = {"augmentation": None, "flow": None, "loaded": []}

        def fit(model, *arguments, **settings):
            caught.update(model=model, fit=settings)

        class Generator(names.get("ImageDataGenerator", object)):
            def __init__(self, **settings):
                caught["augmentation"] = settings
                super().__init__(**settings)

            def flow(self, *arguments, **settings):
                caught["flow"] = settings
                return super().flow(*arguments, **settings)

        names["ImageDataGenerator"] = Generator
        monkeypatch.setattr(keras.Model, "fit", fit)
        monkeypatch.setattr(keras.Model, "evaluate", lambda *_, **__: (0.0, 0.5))
        monkeypatch.setattr(keras.Model, "save", lambda *_: None)
        monkeypatch.setattr(keras.Model, "load_weights", lambda _, path: caught["loaded"].append(path))
        monkeypatch.setattr(keras.Model, "summary", lambda _: None)
        names["main"]()
        return Exported(**caught)

    return run


@pytest.mark.parametrize("id", IDS)
def test_an_exported_project_is_the_slides_and_the_apps_to_the_weights_after_a_step(id, run_script):
    project, experiment = PROJECTS[id], seeded(PRESETS[id].experiment)
    exported = run_script(experiment)
    app = build_model(experiment, seed=SEED)
    compile_model(app, experiment.training)

    for model in (exported.model, app):
        assert [told(layer) for layer in own_layers(model)] == expected_layers(project)
        assert parameters(model) == project.parameters
    assert [settings(layer) for layer in own_layers(exported.model)] == [settings(layer) for layer in own_layers(app)]
    assert exported.model.output_shape == app.output_shape == (None, 10)
    assert optimizer(exported.model) == optimizer(app) == project.optimizer
    assert exported.model.loss == app.loss == "sparse_categorical_crossentropy"

    assert_equal(exported.model.get_weights(), app.get_weights())
    draw = np.random.default_rng(1)
    images, labels = draw.random((8, 32, 32, 3), dtype=np.float32), draw.integers(0, 10, 8)
    before = exported.model.get_weights()
    for model in (exported.model, app):
        model.run_eagerly = True  # one step is not worth compiling
        model.train_on_batch(images, labels)
    assert not all(np.array_equal(*pair) for pair in zip(before, app.get_weights(), strict=True))
    assert_equal(exported.model.get_weights(), app.get_weights())


@pytest.mark.parametrize("id", IDS)
def test_an_exported_project_trains_as_the_slides_do(id, run_script):
    project, exported = PROJECTS[id], run_script(seeded(PRESETS[id].experiment))
    fit, callbacks = exported.fit, exported.fit.get("callbacks", [])
    assert fit["epochs"] == project.epochs
    assert (exported.flow or fit)["batch_size"] == project.batch
    stops = [callback for callback in callbacks if isinstance(callback, keras.callbacks.EarlyStopping)]
    assert {(stop.monitor, stop.patience) for stop in stops} == project.stops
    assert all(stop.min_delta == 0 and not stop.restore_best_weights for stop in stops)
    assert exported.augmentation == project.augmentation
    steps = project.steps or (None, None)
    assert (fit.get("steps_per_epoch"), fit.get("validation_steps")) == steps
    assert fit.get("validation_batch_size") == (100 if project.steps else None)
    assert_stops_at_target_with_the_best_weights(project, callbacks, exported)


def assert_stops_at_target_with_the_best_weights(project: Project, callbacks: list, exported: Exported) -> None:
    others = [callback for callback in callbacks if not isinstance(callback, keras.callbacks.EarlyStopping)]
    if project.target is None:
        assert others == [] and exported.loaded == []
        return
    stop, keep = others
    assert (stop.monitor, stop.target) == ("val_accuracy", project.target)
    assert (keep.monitor, keep.save_best_only, keep.save_weights_only) == ("val_accuracy", True, True)
    assert exported.loaded == [keep.filepath]


def test_the_table_names_the_21_projects_and_no_others():
    assert list(PROJECTS) == list(PRESETS) and len(PROJECTS) == 21


@pytest.mark.parametrize("id", ["16", "18"])
def test_the_slides_own_protocol_is_exported_with_what_is_wrong_with_it(id):
    script = to_script(PRESETS[id].as_in_slides)
    assert "train_images = np.concatenate([train_images, val_images])" in script
    assert script.count("# What is wrong with it: their accuracy") == 1
    assert ("JudgeByTestSet(x_test, y_test)" in script) == (id == "18")
    assert ("What is wrong with it: the test set" in script) == (id == "18")
    assert "concatenate" not in to_script(PRESETS[id].experiment)


def seeded(experiment: Experiment) -> Experiment:
    training: Training = experiment.training.model_copy(update={"seed": SEED})
    return experiment.model_copy(update={"training": training})


def own_layers(model: keras.Model) -> list[keras.Layer]:
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def told(layer: keras.Layer) -> tuple:
    """The layer in the words of `expected_layers`."""
    kind = type(layer).__name__
    if kind == "Conv2D":
        shape = (layer.filters, layer.kernel_size, layer.strides, layer.padding)
        return (kind, *shape, layer.activation.__name__, type(layer.kernel_initializer).__name__, l2(layer))
    if kind == "Dense":
        return (kind, layer.units, layer.activation.__name__, type(layer.kernel_initializer).__name__, l2(layer))
    if kind == "MaxPooling2D":
        return (kind, layer.pool_size)
    return (kind, layer.rate) if kind == "Dropout" else (kind,)


def l2(layer: keras.Layer) -> float:
    return 0.0 if layer.kernel_regularizer is None else float(layer.kernel_regularizer.l2)


def settings(layer: keras.Layer) -> dict:
    """Everything that Keras keeps about a layer, but for its name and for where its seed comes from."""
    config = layer.get_config()
    config.pop("name")
    config.pop("seed", None)
    if "kernel_initializer" in config:
        config["kernel_initializer"]["config"].pop("seed", None)
    return {"class": type(layer).__name__, **config}


def parameters(model: keras.Model) -> tuple[int, int, int]:
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    frozen = sum(int(np.prod(weight.shape)) for weight in model.non_trainable_weights)
    assert model.count_params() == trainable + frozen
    return trainable + frozen, trainable, frozen


def optimizer(model: keras.Model) -> tuple[str, float, float]:
    used = model.optimizer
    rate = round(float(used.learning_rate), 7)  # Keras keeps it in float32
    return type(used).__name__, rate, getattr(used, "momentum", 0.0)


def assert_equal(ours: list[np.ndarray], theirs: list[np.ndarray]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)
