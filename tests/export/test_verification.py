"""The script that repeats a reading takes nothing from this product, and only the images that it names."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np

from builder.design.edit.fields import changed
from builder.export.verification_code import to_verification
from builder.presets import PRESETS
from tests.proof.conftest import EXPERIMENT


def test_the_script_cannot_import_the_product_even_where_it_is_installed(tmp_path):
    script = to_verification(EXPERIMENT, measured_in="float32", images="0" * 64)
    before_keras = script.partition("import keras")[0]
    (tmp_path / "script.py").write_text(f"{before_keras}\nimport builder\n", encoding="utf-8")
    (tmp_path / "builder.py").write_text("print('here')\n")
    done = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "" and "ModuleNotFoundError" in done.stderr


def test_nothing_that_was_typed_is_in_the_script():
    typed = EXPERIMENT.model_copy(update={"name": 'x"""\nimport os  # '})
    scripts = {to_verification(design, measured_in="float32", images="0" * 64) for design in (EXPERIMENT, typed)}
    assert len(scripts) == 1 and "yours" not in scripts.pop()


def test_a_reading_with_the_mirror_average_is_repeated_with_it():
    mirrored = changed(EXPERIMENT, training=changed(EXPERIMENT.training, mirror_average=True))
    images = np.arange(24, dtype=np.uint8).reshape(2, 3, 4, 1) * 10
    means = {False: images[:, 0, 0] / 255, True: (images[:, 0, 0].astype(float) + images[:, 0, -1]) / 2 / 255}
    for design in (EXPERIMENT, mirrored):
        script = to_verification(design, measured_in="float32", images="0" * 64)
        names: dict = {"np": np}
        exec(script[script.index("def said") : script.index("def main")], names)
        said = names["said"](SimpleNamespace(predict_on_batch=lambda pixels: pixels[:, 0, 0]), images)
        assert np.allclose(said, means[design is mirrored])


def test_the_number_format_is_that_of_the_reading_and_the_output_is_always_float32():
    for measured_in in ("float32", "mixed_bfloat16"):
        script = to_verification(PRESETS["15"].experiment, measured_in=measured_in, images="0" * 64)
        assert f'set_dtype_policy("{measured_in}")' in script
        (last,) = [line for line in script.splitlines() if 'dtype="float32"' in line]
        assert "softmax" in last
