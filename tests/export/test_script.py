"""The exported script: it is Python, it says what the design says, and nothing in a name can break out of it."""

import ast

import pytest

from builder.datasets.table import split_sizes
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.export import to_script
from builder.export.data_code import validation_count
from builder.presets import PRESETS


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.id)
def test_every_preset_exports_python_that_only_trains_under_main(preset):
    tree = ast.parse(to_script(preset.experiment))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert functions == {"build_model", "seeded", "load_data", "main"}
    allowed = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Expr | ast.If
    assert all(isinstance(node, allowed) for node in tree.body)
    last = tree.body[-1]
    assert isinstance(last, ast.If) and ast.unparse(last.test) == "__name__ == '__main__'"


def test_no_line_of_a_script_is_longer_than_120_characters():
    for preset in PRESETS.values():
        for experiment in filter(None, (preset.experiment, preset.as_in_slides)):
            assert max(map(len, to_script(experiment).splitlines())) <= 120


def test_a_script_with_every_setting_of_a_training_keeps_to_the_length_of_a_line():
    rates = ("cosine", "linear", {"kind": "steps", "drops": 10, "rate": 0.00123}, "plateau")
    for rate, averaging in zip(rates, ("ema", "lookahead", None, "ema"), strict=True):
        optimizers = ({"kind": "muon", "momentum": 0.55, "weight_decay": 0.5, "adam_lr_ratio": 0.25}, "adamw")
        for optimizer in optimizers:
            more = {"optimizer": optimizer, "learning_rate": rate, "averaging": averaging, "gradient_clipping": 1.5}
            script = to_script(Experiment(training=Training(**more)))
            ast.parse(script)
            assert max(map(len, script.splitlines())) <= 120


def test_project_17_exports_its_optimiser_its_l2_and_no_early_stopping():
    script = to_script(PRESETS["17"].experiment)
    assert "keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)" in script
    assert script.count("keras.regularizers.L2(0.001)") == 10  # eight convolutions and two dense layers
    assert "EarlyStopping" not in script
    assert "batch_size=128, epochs=300" in script


def test_project_16_exports_the_slides_generator():
    script = to_script(PRESETS["16"].experiment)
    changes = ("rotation_range=15.0", "zoom_range=0.1", "shear_range=0.2", "horizontal_flip=True")
    shifts = ("width_shift_range=0.2", "height_shift_range=0.2")
    for argument in (*changes, *shifts, "steps_per_epoch=100", "batch_size=128"):
        assert argument in script


def test_a_name_cannot_break_out_of_the_docstring():
    name = '"""\\nimport os; os.abort()\\"""' + "\\"
    tree = ast.parse(to_script(Experiment(name=name)))
    assert isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant)
    assert not any("os" in ast.unparse(node) for node in tree.body if isinstance(node, ast.Import))


def test_a_network_that_cannot_be_built_is_refused_with_the_place():
    network = Network(conv_blocks=(ConvBlock(),) * 6)
    with pytest.raises(ValueError, match="in block 6, pooling takes 2×2 patches"):
        to_script(Experiment(network=network))


def test_a_limited_experiment_exports_its_limit():
    script = to_script(Experiment(data=Data(images="cifar10", limit=400), training=Training(seed=7)))
    assert "train_images[:400]" in script and "test_images[:100]" in script
    assert "set_random_seed(7)" in script


def test_the_exported_digits_are_the_pixels_that_the_app_trains_on():
    from sklearn.datasets import load_digits

    from builder.datasets.digits import enlarge

    names: dict = {}
    script = to_script(Experiment(data=Data(images="digits")))
    lines = script.splitlines()
    wanted = [line for line in lines if line.startswith(("import numpy", "from s"))]
    start = next(number for number, line in enumerate(lines) if "digits = load_digits()" in line)
    body = [line.strip() for line in lines[start : start + 3]]
    exec("\n".join(wanted + body), names)
    assert (names["images"] == enlarge(load_digits().images)).all()


@pytest.mark.parametrize("dataset", ["cifar10", "digits"])
@pytest.mark.parametrize("limit", [None, 400])
def test_a_script_knows_how_many_validation_images_the_app_has(dataset, limit, settings):
    data = Data(images=dataset, limit=limit)
    assert validation_count(data) == split_sizes(data, settings)[1]


def test_each_reason_to_end_is_exported_only_where_the_design_has_it():
    plain = to_script(Experiment())
    for word in ("callbacks", "StopAtTarget", "StopInTime", "JudgeByTestSet", "import time", "concatenate"):
        assert word not in plain
    timed = to_script(Experiment(training=Training(time_limit=2.5)))
    assert "import time" in timed and "StopInTime(minutes=2.5)" in timed and "StopAtTarget" not in timed
    judged = to_script(Experiment(training=Training(target_test_accuracy=0.8, keep="best")))
    assert 'StopAtTarget("test_accuracy", 0.8)' in judged and 'monitor="test_accuracy"' in judged
