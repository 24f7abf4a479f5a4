"""What the optimiser and the loss do in a step, by their formulas, in the exported script, and after a break."""

import numpy as np
import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.averaging import Lookahead, MovingAverage
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import SGD, AdamW, Muon
from builder.design.training.rates import LEARNING_RATES, Constant, Cosine, Linear, Plateau, Steps
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from builder.engine.checkpoint import Past, restore_checkpoint, save_checkpoint
from builder.engine.optimizer import keras_optimizer
from builder.export.averaging_code import averaging_call
from builder.export.callback_code import callback_classes, callbacks_code
from builder.export.script import definitions, imports_code
from builder.export.training_code import training_steps
from builder.progress.epoch import Epoch
from builder.progress.plateau import rate_after
from tests.engine.killed import arrays

DRAW = np.random.default_rng(0)
INPUTS, LABELS, START = DRAW.random((6, 4)), np.arange(6) % 3, DRAW.normal(size=(4, 3))
#: Every part that this file holds to its formula, in a design of three classes.
PARTS = {
    "nesterov": {"optimizer": SGD(momentum=0.9, nesterov=True), "learning_rate": 0.1},
    "adamw": {"optimizer": AdamW(weight_decay=0.1), "learning_rate": 0.01},
    "muon": {"optimizer": Muon(momentum=0.6, weight_decay=0.5), "learning_rate": 0.04},
    "clipping": {"optimizer": SGD(), "learning_rate": 0.1, "gradient_clipping": 0.05},
    "moving average": {"optimizer": SGD(), "learning_rate": 0.1, "averaging": MovingAverage(decay=0.7)},
    "lookahead": {"optimizer": SGD(), "learning_rate": 0.1, "averaging": Lookahead(every=2, decay=0.7, power=1)},
    "cosine": {"optimizer": SGD(momentum=0.9), "learning_rate": Cosine(rate=0.1)},
    "linear": {"optimizer": SGD(momentum=0.9), "learning_rate": Linear(rate=0.1, warm_up=0.5)},
    "steps": {"optimizer": "adam", "learning_rate": Steps(rate=0.01, drops=3)},
    "smoothing": {"optimizer": SGD(), "learning_rate": 0.1, "loss": CrossEntropy(label_smoothing=0.3)},
}
IMAGES = ImageSource(dataset="digits", shape=(8, 8, 1), classes=("a", "b", "c"))
NETWORK = Network(conv_blocks=(ConvBlock(filters=4, batch_normalization="once"),), dense_blocks=(DenseBlock(units=5),))


def wanted(smoothing: float = 0.0) -> np.ndarray:
    """The labels, one row each: 1 - s + s / 3 for the true class, s / 3 for each other one."""
    return np.eye(3)[LABELS] * (1 - smoothing) + smoothing / 3


def probabilities(weights: np.ndarray) -> np.ndarray:
    powers = np.exp(INPUTS @ weights)
    return powers / powers.sum(axis=1, keepdims=True)


def slope(weights: np.ndarray, smoothing: float = 0.0) -> np.ndarray:
    """The gradient of the mean cross-entropy of softmax regression."""
    return INPUTS.T @ (probabilities(weights) - wanted(smoothing)) / len(INPUTS)


def by_nesterov() -> np.ndarray:
    weights, velocity = START, 0.0
    for _ in range(2):
        gradient = slope(weights)
        velocity = 0.9 * velocity - 0.1 * gradient
        weights = weights + 0.9 * velocity - 0.1 * gradient
    return weights


def by_adamw() -> np.ndarray:
    weights, first, second = START, 0.0, 0.0
    for step in (1, 2):
        gradient = slope(weights)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        upright = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-7)
        weights = weights - 0.01 * 0.1 * weights - 0.01 * upright
    return weights


def by_clipping() -> np.ndarray:
    weights = START
    for _ in range(2):
        gradient = slope(weights)
        assert np.linalg.norm(gradient) > 0.05
        weights = weights - 0.1 * 0.05 * gradient / np.linalg.norm(gradient)
    return weights


def by_smoothing() -> np.ndarray:
    weights = START - 0.1 * slope(START, 0.3)
    return weights - 0.1 * slope(weights, 0.3)


FORMULAS = {"nesterov": by_nesterov, "adamw": by_adamw, "clipping": by_clipping, "smoothing": by_smoothing}


@pytest.mark.parametrize("part", FORMULAS)
def test_two_steps_are_those_of_the_formula(part):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax", use_bias=False)])
    model.set_weights([START])
    compile_model(model, Training(**PARTS[part]), training_steps=2)
    for _ in range(2):
        model.train_on_batch(INPUTS.astype("float32"), LABELS)
    np.testing.assert_allclose(model.get_weights()[0], FORMULAS[part](), rtol=1e-4, atol=1e-6)


def orthogonal(matrix: np.ndarray) -> np.ndarray:
    """Muon's five steps of Newton and Schulz, as in K. Jordan's description."""
    if matrix.shape[0] > matrix.shape[1]:
        return orthogonal(matrix.T).T
    found = matrix / np.linalg.norm(matrix)
    for _ in range(5):
        square = found @ found.T
        found = 3.4445 * found + (-4.7750 * square + 2.0315 * square @ square) @ found
    return found


def by_muon(start: np.ndarray, slopes: list[np.ndarray]) -> np.ndarray:
    """Steps at learning rate 0.04, momentum 0.6 with Nesterov's look ahead, and weight decay 0.5."""
    weights, velocity = start, np.zeros_like(start)
    for slope in slopes:
        velocity = 0.6 * velocity + slope
        matrix = (slope + 0.6 * velocity).reshape(-1, start.shape[-1])
        step = 0.2 * np.sqrt(max(matrix.shape)) * orthogonal(matrix)
        weights = weights * (1 - 0.04 * 0.5) - 0.04 * step.reshape(start.shape)
    return weights


def test_muon_takes_each_kernel_as_a_matrix_and_leaves_the_rest_to_adamw():
    """Two steps with made gradients; a depthwise kernel, a bias and the last kernel are AdamW's."""
    shapes = {"conv": (3, 3, 2, 7), "depthwise": (3, 3, 7, 1), "bias": (7,), "hidden": (63, 5), "output": (5, 3)}
    starts = {name: DRAW.normal(size=shape).astype("float32") for name, shape in shapes.items()}
    slopes = [{name: DRAW.normal(size=shape).astype("float32") for name, shape in shapes.items()} for _ in range(2)]
    training = Training(optimizer=Muon(momentum=0.6, weight_decay=0.5, adam_lr_ratio=0.5), learning_rate=0.04)
    muon = keras_optimizer(training, steps=2)
    # Keras's decay goes by Muon's own rate; beta 0.95 is that of K. Jordan's code.
    adamw = keras.optimizers.AdamW(learning_rate=0.02, beta_2=0.95, weight_decay=2 * 0.004)
    found = {}
    for optimizer in (muon, adamw):
        variables = [keras.Variable(start, name=name) for name, start in starts.items()]
        for slope in slopes:
            optimizer.apply([keras.ops.convert_to_tensor(slope[name]) for name in shapes], variables)
        found[optimizer] = dict(zip(shapes, map(np.asarray, variables), strict=True))
    for name in shapes:
        by_hand = by_muon(starts[name], [slope[name] for slope in slopes])
        expected = by_hand if name in ("conv", "hidden") else found[adamw][name]
        np.testing.assert_allclose(found[muon][name], expected, rtol=1e-3, atol=1e-4, err_msg=name)


RATES = [
    (Constant(rate=0.1), [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]),
    (Cosine(rate=0.1, last_share=0.1), [0.1, 0.0868198, 0.055, 0.0231802, 0.01, 0.01]),
    (Linear(rate=0.1, warm_up=0.5, first_share=0.2, last_share=0.1), [0.02, 0.06, 0.1, 0.055, 0.01, 0.01]),
    (Linear(rate=0.1, warm_up=0.0), [0.1, 0.075, 0.05, 0.025, 0.0, 0.0]),
    (Plateau(rate=0.1), [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]),
    (Steps(rate=0.1, drops=3), [0.1, 0.01, 0.001, 0.0001, 0.0001, 0.0001]),
]


@pytest.mark.parametrize(("rate", "expected"), RATES, ids=[rate.kind for rate, _ in RATES])
def test_a_learning_rate_takes_its_course_over_the_steps_of_the_training(rate, expected):
    """Of 8 steps, by hand: at the beginning, after each quarter, and beyond the end."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    compile_model(model, Training(learning_rate=rate), training_steps=8)
    reached = []
    for step in (0, 2, 4, 6, 8, 11):
        model.optimizer.iterations.assign(step)
        reached.append(float(model.optimizer.learning_rate))
    assert reached == pytest.approx(expected, abs=1e-7)
    assert [rate.at(quarter / 4) for quarter in range(5)] == pytest.approx(expected[:5], abs=1e-7)


def test_every_registered_learning_rate_has_its_course_by_hand_above():
    assert {rate.kind for rate, _ in RATES} == {*LEARNING_RATES}


@pytest.mark.parametrize("kind", [*LEARNING_RATES])
def test_the_course_of_a_registered_learning_rate_that_is_drawn_is_the_one_that_keras_takes(kind):
    rate = LEARNING_RATES.read({"kind": kind, "rate": 0.1})
    optimizer = keras_optimizer(Training(learning_rate=rate), steps=60)
    for step in (0, 3, 7, 15, 25, 33, 45, 52, 60):
        optimizer.iterations.assign(step)
        assert rate.at(step / 60) == pytest.approx(float(optimizer.learning_rate), abs=1e-6), step


def test_validation_loss_is_smoothed_as_the_training_loss_and_accuracy_is_not_concerned():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax", use_bias=False)])
    model.set_weights([START])
    compile_model(model, Training(**PARTS["smoothing"]))
    loss, accuracy = model.evaluate(INPUTS.astype("float32"), LABELS, verbose=0)
    said = probabilities(START)
    assert loss == pytest.approx(-(wanted(0.3) * np.log(said)).sum(axis=1).mean(), rel=1e-5)
    assert accuracy == pytest.approx((said.argmax(axis=1) == LABELS).mean())


def experiment(part: str) -> Experiment:
    """The digits' 1,199 training images in batches of 300, twice, are 8 steps."""
    return Experiment(
        network=NETWORK, training=Training(epochs=2, batch_size=300, **PARTS[part]), data=Data(images=IMAGES)
    )


def batch(step: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(step)
    return draw.random((12, 8, 8, 1), dtype=np.float32), draw.integers(0, 3, 12)


def compiled(design: Experiment) -> keras.Model:
    model = build_model(design)
    compile_model(model, design.training, training_steps=8)
    return model


@pytest.mark.parametrize("part", PARTS)
def test_after_a_checkpoint_a_new_model_takes_the_same_steps(part, tmp_path):
    design = experiment(part)
    whole = compiled(design)
    for step in range(4):
        if step == 2:
            save_checkpoint(whole, design, Past(), {}, tmp_path)
        whole.train_on_batch(*batch(step))
    resumed = compiled(design)
    restore_checkpoint(resumed, design, tmp_path)
    for step in (2, 3):
        resumed.train_on_batch(*batch(step))
    assert all(map(np.array_equal, arrays(whole), arrays(resumed)))


def averaged_by_hand(averaging: MovingAverage | Lookahead, steps: int, of: int) -> tuple[np.ndarray, np.ndarray]:
    """The weights and their average after some of all steps of softmax regression by SGD at 0.1."""
    weights, average = START, START
    for step in range(1, steps + 1):
        weights = weights - 0.1 * slope(weights)
        if isinstance(averaging, MovingAverage):
            average = weights if step == 1 else averaging.decay * average + (1 - averaging.decay) * weights
        elif step % averaging.every == 0:
            share = averaging.decay * (step / of) ** averaging.power
            weights = average = share * average + (1 - share) * weights
    return weights, average


@pytest.mark.parametrize("part", ["moving average", "lookahead"])
def test_an_average_follows_by_its_formula_in_the_app_and_in_a_script_and_takes_the_weights_place(part):
    training = Training(**PARTS[part])
    expected, average = averaged_by_hand(training.averaging, 5, of=8)
    app, script = (
        keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax", use_bias=False)])
        for _ in range(2)
    )
    for model in (app, script):
        model.set_weights([START])
    averages = compile_model(app, training, training_steps=8)
    compile_model(script, Training(optimizer=SGD(), learning_rate=0.1))
    names: dict = {"keras": keras}
    exec("\n".join(callback_classes(training)), names)
    callback = eval(averaging_call(training.averaging), names)
    callback.set_model(script)
    callback.set_params({"epochs": 2, "steps": 4})
    callback.on_train_begin()
    for step in range(5):
        for model in (app, script):
            model.train_on_batch(INPUTS.astype("float32"), LABELS)
        callback.on_train_batch_end(step)
    for place in (expected, average, expected):
        for model in (app, script):
            np.testing.assert_allclose(model.get_weights()[0], place, rtol=1e-5, atol=1e-6)
        if place is expected:
            averages.use()
            callback.on_test_begin()
        else:
            averages.put_back()
            callback.on_epoch_begin(1)


@pytest.mark.parametrize("part", ["moving average", "lookahead"])
def test_an_average_leaves_a_frozen_layer_as_it_is_to_the_last_bit(part):
    frozen = keras.layers.Dense(4, use_bias=False, trainable=False)
    model = keras.Sequential([keras.Input((4,)), frozen, keras.layers.Dense(3, activation="softmax")])
    before = DRAW.random((4, 4)).astype("float32")
    frozen.set_weights([before])
    averages = compile_model(model, Training(**PARTS[part]), training_steps=8)
    for _ in range(6):
        model.train_on_batch(INPUTS.astype("float32"), LABELS)
    np.testing.assert_array_equal(frozen.get_weights()[0], before)
    averages.use()
    np.testing.assert_array_equal(frozen.get_weights()[0], before)


def test_a_rate_that_is_reduced_on_a_plateau_falls_when_keras_lets_it_fall():
    """Also in the script, which has Keras's own callback."""
    losses = [1.0, 0.8, 0.9, 0.8, 0.85, 0.7, 0.7, 0.71, 0.72, 0.73, 0.69]
    rate = Plateau(rate=0.1, factor=0.5, patience=2)
    names: dict = {"keras": keras}
    exec(callbacks_code(Training(learning_rate=rate)), names)
    (callback,) = names["callbacks"]
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    compile_model(model, Training(learning_rate=rate))
    callback.set_model(model)
    epochs = [
        Epoch(epoch=n, loss=1.0, accuracy=0.5, val_loss=loss, val_accuracy=0.5, seconds=1.0)
        for n, loss in enumerate(losses, start=1)
    ]
    for number in range(len(losses)):
        callback.on_epoch_end(number, {"val_loss": losses[number]})
        assert rate_after(rate, epochs[: number + 1]) == pytest.approx(float(model.optimizer.learning_rate))
    assert rate_after(rate, epochs) == pytest.approx(0.1 * 0.5**3)
    assert rate_after(rate, epochs[:3]) == 0.1


@pytest.mark.parametrize("part", [part for part in PARTS if "averaging" not in PARTS[part]])
def test_a_script_takes_the_apps_steps(part):
    design = experiment(part)
    app, names = compiled(design), {"__name__": "script"}
    exec(imports_code(design) + "\n".join(definitions(design).values()), names)
    steps = training_steps(design)
    exec(steps["build"].replace("model.summary()\n", ""), names)
    script = names["model"]
    for step in range(2):
        images, labels = batch(step)
        app.train_on_batch(images, labels)
        given = {"y_train": labels, "y_val": labels, "y_test": labels, "keras": keras}
        for line in steps["load"].splitlines():
            if "to_categorical" in line:
                exec(line, given)
        script.train_on_batch(images, given["y_train"])
    for ours, theirs in zip(app.get_weights(), script.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)
