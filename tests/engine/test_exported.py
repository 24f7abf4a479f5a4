"""A network in another program's format says what it says here."""

import importlib.util

import numpy as np
import pytest
from PIL import Image

from builder.engine.backend import keras, tf
from builder.engine.build import build_model
from builder.engine.errors import NotWrittenError
from builder.engine.exported import write_exported
from builder.export import use_code
from tests.proof.conftest import EXPERIMENT


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return build_model(EXPERIMENT)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(0).random((3, 32, 32, 3)).astype(np.float32)


def test_a_keras_file_has_the_same_layers_and_answers(model, images, tmp_path):
    write_exported(model, "keras", tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    assert [layer.name for layer in loaded.layers] == [layer.name for layer in model.layers]
    np.testing.assert_array_equal(loaded.predict_on_batch(images), model.predict_on_batch(images))
    assert [path.name for path in tmp_path.iterdir()] == ["network.keras"]


def test_the_code_beside_a_keras_file_loads_it_predicts_and_compiles(model, tmp_path, monkeypatch, capsys):
    write_exported(model, "keras", tmp_path / "network.keras")
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    exec(use_code(EXPERIMENT, "network.keras"), known)
    loaded = known["model"]
    said = model.predict_on_batch(pixels[np.newaxis] / np.float32(255))[0]
    assert capsys.readouterr().out.split()[-2] == EXPERIMENT.images.classes[said.argmax()]
    assert known["probabilities"] == pytest.approx(said, abs=1e-6)
    loss, accuracy = loaded.evaluate(known["numbers"], np.array([said.argmax()]), verbose=0)
    assert accuracy == 1


def test_a_tflite_file_gives_the_same_answers(model, images, tmp_path):
    write_exported(model, "tflite", tmp_path / "network.tflite")
    interpreter = tf.lite.Interpreter(model_path=str(tmp_path / "network.tflite"))
    taken, given = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    interpreter.resize_tensor_input(taken, images.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(taken, images)
    interpreter.invoke()
    np.testing.assert_allclose(interpreter.get_tensor(given), model.predict_on_batch(images), atol=1e-5)


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("onnx", "tf2onnx", "onnxruntime")),
    reason="onnx, tf2onnx or onnxruntime is not installed",
)
def test_an_onnx_file_gives_the_same_answers(model, images, tmp_path):
    import onnxruntime

    write_exported(model, "onnx", tmp_path / "network.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "network.onnx")
    (answers,) = session.run(None, {session.get_inputs()[0].name: images})
    np.testing.assert_allclose(answers, model.predict_on_batch(images), atol=1e-5)


def test_where_nothing_can_be_written_it_is_said(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWrittenError):
        write_exported(model, "keras", tmp_path / "file" / "network.keras")
