"""What must not cost time: tracing a step anew, Python for a batch, validation that is slower than training."""

import time

import numpy as np
import pytest

from builder.datasets.images import Split
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.engine import fit as fitting
from builder.engine import meter as progress
from builder.engine import pipeline
from builder.engine.augment import augment
from builder.engine.backend import tf
from builder.engine.build import build_model, compile_model
from builder.engine.fit import fit
from builder.presets import get
from tests.engine.recorder import Recorder

#: 1,199 images in batches of 64 leave a batch of 47, and 299 to validate in batches of 256 one of 43.
DESIGN = Experiment(
    network=Network(
        conv_blocks=(ConvBlock(filters=4, batch_normalization="once", dropout=0.2),),
        dense_blocks=(DenseBlock(units=8),),
    ),
    training=Training(batch_size=64, epochs=3, keep="best", augmentation=Augmentation(rotation=10)),
)


@pytest.fixture
def traced(monkeypatch) -> dict[str, int]:
    """How often TensorFlow has run the Python of a step, which it does only to trace it."""
    counts = {"train_step": 0, "test_step": 0}

    def compile(model, *given, **named) -> None:
        compile_model(model, *given, **named)
        for name in counts:
            setattr(model, name, counting(name, getattr(model, name)))

    def counting(name, step):
        def counted(data):
            counts[name] += 1
            return step(data)

        return counted

    monkeypatch.setattr(fitting, "compile_model", compile)
    return counts


def test_a_run_traces_each_step_once_whatever_batches_are_left_over(digits: Split, tmp_path, traced):
    fit(DESIGN, digits, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)
    assert traced == {"train_step": 1, "test_step": 1}


def test_several_steps_in_a_call_are_traced_no_more_often(digits: Split, tmp_path, traced):
    training = DESIGN.training.model_copy(update={"steps_per_epoch": 18})
    design = DESIGN.model_copy(update={"training": training})
    fit(design, digits, Recorder(), tmp_path / "bundle", checkpoints=tmp_path, steps_per_execution=6)
    assert traced == {"train_step": 1, "test_step": 1}


def test_a_run_that_goes_on_within_an_epoch_traces_no_more_than_at_its_start(
    digits: Split, tmp_path, traced, monkeypatch
):
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    pausing = Recorder(pause_when=lambda recorder: len(recorder.reports) >= 30)
    fit(DESIGN, digits, pausing, tmp_path / "bundle", checkpoints=tmp_path)
    assert pausing.reports[-1].epoch == 2 and pausing.reports[-1].phase == "training"
    traced.update(train_step=0, test_step=0)
    result = fit(DESIGN, digits, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)
    assert len(result.epochs) == 3
    # Validation is traced once more, for the one image that makes the metrics' variables.
    assert traced == {"train_step": 1, "test_step": 2}


def test_no_python_runs_for_a_batch(digits: Split, monkeypatch):
    calls = []
    monkeypatch.setattr(pipeline, "augment", lambda *given: calls.append(given) or augment(*given))
    training = Training(batch_size=16, augmentation=Augmentation(rotation=15, width_shift=0.2, horizontal_flip=True))
    stream = pipeline.training_batches(digits.train.images[:50], digits.train.labels[:50], training)
    evaluated = pipeline.evaluation_batches(digits.train.images[:50], digits.train.labels[:50], 16)
    assert len(list(stream.take(20))) == 20 and len(list(evaluated)) == 4
    assert len(calls) == 1  # when it was traced
    # TensorFlow's public interface tells the shapes and types of a pipeline, but not which operations it runs.
    for dataset in (stream, evaluated):
        assert b"PyFunc" not in dataset._as_serialized_graph().numpy()


def test_images_stay_bytes_until_they_are_in_a_batch(digits: Split):
    images, labels = digits.train.images, digits.train.labels
    stream = pipeline.training_batches(images, labels, Training(batch_size=16))
    # What a pipeline holds on to is seen in the function that it maps, which TensorFlow tells nobody of.
    function = stream._input_dataset._map_func.function  # below the prefetch
    sizes = {tuple(tensor.shape): tensor.dtype for tensor in function.captured_inputs if tensor.dtype != tf.resource}
    assert sizes[images.shape] == tf.uint8


@pytest.mark.slow
@pytest.mark.parametrize(("id", "count"), [("0", 4096), ("4", 1024)])
def test_validation_takes_no_more_for_an_image_than_the_forward_pass_of_training(digits: Split, id, count):
    """Processor time through Keras's own loops, the least of many rounds in turn: other programs do not count.

    Measured: 0.93 to 1.07 times the forward pass (projects 0 and 4, two runs); 15 % are allowed for noise.
    """
    experiment = get(id).experiment
    order = np.random.default_rng(0).integers(0, 1199, count)
    images, labels = digits.train.images[order], digits.train.labels[order]
    model = build_model(experiment, seed=0)
    compile_model(model, experiment.training)

    def forward(data):
        """Keras's training step, without gradients."""
        pixels, labels = data
        given = model(pixels, training=True)
        loss = model.compute_loss(x=pixels, y=labels, y_pred=given)
        model._loss_tracker.update_state(loss, sample_weight=tf.shape(pixels)[0])
        return model.compute_metrics(pixels, labels, given, None)

    model.train_step = forward
    batches = pipeline.training_batches(images, labels, experiment.training)
    validation = pipeline.evaluation_batches(images, labels)
    steps = count // experiment.training.batch_size
    works = {
        "forward": lambda: model.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0),
        "validation": lambda: model.evaluate(validation, verbose=0),
    }
    spent = {name: [] for name in works}
    for _ in range(8):  # the first also traces, and is never the least
        for name, work in works.items():
            began = time.process_time()
            work()
            spent[name].append(time.process_time() - began)
    cost = {name: 1e6 * min(seconds) / count for name, seconds in spent.items()}
    print(f"project {id}: {cost['validation']:.0f} us an image validated, {cost['forward']:.0f} forward")
    assert cost["validation"] < 1.15 * cost["forward"], cost
