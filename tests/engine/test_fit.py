"""Real training on real images."""

import numpy as np
import pytest

from builder.datasets.images import Split
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.engine import fit as fitting
from builder.engine import meter as progress
from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.bundle import load_bundle
from builder.engine.checkpoint import restore_checkpoint
from builder.engine.errors import EngineError, NonFiniteLossError
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.words.reasons import said
from tests.engine.recorder import Recorder

#: Every source of chance: initial weights, dropout, order and augmentation.
SMALL = Network(
    conv_blocks=(ConvBlock(filters=4, batch_normalization="once", dropout=0.2),),
    dense_blocks=(DenseBlock(units=8, dropout=0.2),),
)


def small(**training) -> Experiment:
    return Experiment(network=SMALL, training=Training(**{"batch_size": 64, "epochs": 2} | training))


def same_weights(one: keras.Model, other: keras.Model) -> bool:
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def accuracy(model: keras.Model, images) -> float:
    return float((probabilities(model, images.images).argmax(axis=1) == images.labels).mean())


def test_a_small_network_learns_the_digits_within_eight_epochs(trained, digits: Split):
    assert trained.result.validation_accuracy > 0.9
    assert accuracy(trained.result.model, digits.test) > 0.9


def test_the_validation_accuracy_is_that_of_the_kept_weights(trained, digits: Split):
    result = trained.result
    assert accuracy(result.model, digits.validation) == pytest.approx(result.validation_accuracy, abs=1e-9)
    assert result.kept_epoch == result.best_epoch
    assert result.validation_accuracy == max(epoch.val_accuracy for epoch in result.epochs)


def test_the_kept_weights_are_on_disk(trained):
    experiment, model = load_bundle(trained.folder)
    assert experiment == trained.experiment
    assert same_weights(model, trained.result.model)


def test_every_epoch_is_told_once_with_exact_shares(trained, digits: Split):
    assert [epoch.epoch for epoch in trained.recorder.epochs] == list(range(1, 9))
    assert tuple(trained.recorder.epochs) == trained.result.epochs
    for epoch in trained.result.epochs:
        correct = epoch.val_accuracy * len(digits.validation.images)
        assert correct == pytest.approx(round(correct), abs=1e-9)
        assert epoch.seconds > 0


def test_a_run_to_the_end_says_so(trained):
    assert (trained.result.ending.kind, said(trained.result.ending)) == ("epochs", "All 8 epochs were trained")
    spent = [kept["seconds"] for kept in trained.recorder.kept]
    assert spent == sorted(spent)
    assert trained.result.seconds == spent[-1] == pytest.approx(sum(epoch.seconds for epoch in trained.result.epochs))


def test_the_first_batch_is_reported_and_reports_are_rare(trained):
    first, second = trained.recorder.reports[:2]
    assert (first.phase, first.epoch, first.images_done) == ("training", 1, 0)
    assert (second.phase, second.images_done, second.images_total) == ("training", 32, 1199)
    reports = trained.recorder.reports
    ends = [report for report in reports if (report.phase, report.images_done) == ("validating", report.images_total)]
    assert {report.epoch for report in ends} == set(range(1, 9))  # after its last image each epoch says that it has it
    assert len(reports) - len(ends) <= 3 + trained.result.seconds / progress.REPORT_INTERVAL


@pytest.fixture(scope="module")
def seed_1(digits: Split, tmp_path_factory: pytest.TempPathFactory):
    experiment = small(seed=1, augmentation=Augmentation(rotation=10, width_shift=0.1))
    return experiment, fit(experiment, digits, Recorder(), tmp_path_factory.mktemp("seed"))


def test_the_same_seed_gives_the_same_weights(seed_1, digits: Split, tmp_path):
    experiment, first = seed_1
    again = fit(experiment, digits, Recorder(), tmp_path)
    assert same_weights(first.model, again.model)
    assert [epoch.val_loss for epoch in first.epochs] == [epoch.val_loss for epoch in again.epochs]


def test_another_seed_gives_other_weights(seed_1, digits: Split, tmp_path):
    experiment, first = seed_1
    other = experiment.model_copy(update={"training": experiment.training.model_copy(update={"seed": 2})})
    assert not same_weights(first.model, fit(other, digits, Recorder(), tmp_path).model)


class Watcher(Recorder):
    """Also keeps the weights file as it was when each epoch was told."""

    def __init__(self, folder, stop_when) -> None:
        super().__init__(stop_when)
        self.folder, self.files = folder, []

    def epoch(self, epoch, **kept) -> None:
        super().epoch(epoch, **kept)
        self.files.append((self.folder / "weights.safetensors").read_bytes())


def run_until(stop_when, digits: Split, folder, monkeypatch, **training):
    """A fit that asks after every batch whether to stop."""
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    watcher = Watcher(folder, stop_when)
    return watcher, fit(small(**{"epochs": 50} | training), digits, watcher, folder)


def test_a_stop_within_an_epoch_keeps_the_weights_of_the_epoch_before(digits: Split, tmp_path, monkeypatch):
    def within_epoch_3(recorder: Recorder) -> bool:
        return len(recorder.epochs) == 2 and recorder.reports[-1].images_done >= 500

    watcher, result = run_until(within_epoch_3, digits, tmp_path, monkeypatch)
    assert (result.ending.kind, result.kept_epoch, len(result.epochs)) == ("stop", 2, 2)
    assert said(result.ending) == "Stopped on request in epoch 3; the weights of epoch 2 are kept"
    assert result.validation_accuracy == result.epochs[1].val_accuracy
    assert (tmp_path / "weights.safetensors").read_bytes() == watcher.files[1] != watcher.files[0]
    assert same_weights(load_bundle(tmp_path)[1], result.model)
    assert accuracy(result.model, digits.validation) == pytest.approx(result.validation_accuracy, abs=1e-9)


def test_a_stop_while_validating_does_not_wait_for_the_rest(digits: Split, tmp_path, monkeypatch):
    monkeypatch.setattr("builder.engine.fit.images_at_once", lambda model: 64)
    watcher, result = run_until(
        lambda recorder: recorder.reports[-1].phase == "validating" and recorder.reports[-1].epoch == 2,
        digits, tmp_path, monkeypatch,
    )  # fmt: skip
    assert (result.ending.kind, result.kept_epoch) == ("stop", 1)
    assert watcher.reports[-1].images_done == 64
    assert watcher.reports[-1].images_total == 299


def test_a_stop_in_the_first_epoch_keeps_the_present_weights(digits: Split, tmp_path, monkeypatch):
    watcher, result = run_until(lambda recorder: recorder.reports[-1].images_done > 300, digits, tmp_path, monkeypatch)
    assert (result.ending.kind, result.epochs, result.kept_epoch) == ("stop", (), None)
    assert result.validation_accuracy is None
    assert said(result.ending) == "Stopped on request in epoch 1; no epoch was complete"
    assert same_weights(load_bundle(tmp_path)[1], result.model)


def test_early_stopping_ends_a_run_and_keeps_the_last_weights(digits: Split, tmp_path):
    # With a learning rate of practically nothing, nothing improves after the first epoch.
    stop = EarlyStopping(monitor="val_accuracy", patience=2)
    result = fit(small(epochs=30, optimizer="sgd", learning_rate=1e-12, early_stopping=(stop,)),
                 digits, Recorder(), tmp_path)  # fmt: skip
    assert result.ending.kind == "early_stopping"
    assert result.kept_epoch == len(result.epochs) == result.best_epoch + 2
    assert said(result.ending).startswith("Validation accuracy had not improved for 2 epochs (best ")


def test_an_epoch_of_given_steps_counts_its_images(digits: Split, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    recorder = Recorder()
    fit(small(epochs=2, batch_size=400, steps_per_epoch=2), digits, recorder, tmp_path)
    counted = [(it.epoch, it.images_done, it.images_total) for it in recorder.reports if it.phase == "training"]
    # A pass is 400, 400 and 399 images; the second epoch takes the third batch and the first of the next pass.
    assert counted == [(1, 0, 800), (1, 400, 800), (1, 800, 800), (2, 399, 799), (2, 799, 799)]


def test_a_diverging_run_ends_with_a_sentence_and_keeps_nothing_bad(digits: Split, tmp_path):
    # Five layers multiply what steps of this size do to each of them: a few batches go beyond float32.
    deep = Network(conv_blocks=(), dense_blocks=(DenseBlock(units=32, l2=0.1),) * 4)
    experiment = Experiment(network=deep, training=Training(optimizer="sgd", learning_rate=10, batch_size=32, epochs=3))
    with pytest.raises(NonFiniteLossError) as raised:
        fit(experiment, digits, Recorder(), tmp_path)
    assert str(raised.value) == (
        "The loss became infinite or not a number in epoch 1: steps with SGD and learning rate 10 were too large "
        "for this network. Try learning rate 0.01."
    )
    assert not (tmp_path / "weights.safetensors").exists()


def test_a_loss_that_is_not_finite_ends_a_run_within_one_step_and_the_last_good_weights_are_kept(
    digits: Split, tmp_path, monkeypatch
):
    """The second epoch begins with a kernel at infinity, as a step that is too large leaves it."""
    models = []
    monkeypatch.setattr(fitting, "build_model", lambda *given: models.append(build_model(*given)) or models[-1])
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)

    class Diverges(Recorder):
        def epoch(self, epoch, **kept) -> None:
            super().epoch(epoch, **kept)
            kernel = models[0].get_layer("dense_1").kernel
            kernel.assign(kernel * float("inf"))

    recorder = Diverges()
    with pytest.raises(NonFiniteLossError) as raised:
        fit(small(epochs=5), digits, recorder, tmp_path / "bundle", checkpoints=tmp_path)
    assert str(raised.value) == (
        "The loss became infinite or not a number in epoch 2: steps with Adam and learning rate 0.001 were too large "
        "for this network. Try learning rate 0.0001. The weights of epoch 1 are kept."
    )
    assert [report.images_done for report in recorder.reports if report.epoch == 2] == []  # its first batch ended it
    good = fit(small(epochs=1), digits, Recorder(), tmp_path / "good").model
    assert same_weights(load_bundle(tmp_path / "bundle")[1], good)
    model = build_model(small(epochs=5))
    compile_model(model, small(epochs=5).training)
    assert restore_checkpoint(model, small(epochs=5), tmp_path).past.epochs == tuple(recorder.epochs)
    assert same_weights(model, good)


@pytest.mark.parametrize(
    "error",
    [
        tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[512,32,32,1024]"),
        # What a worker at its memory cap was told: oneDNN's status 1 is dnnl_out_of_memory, 5 dnnl_runtime_error.
        tf.errors.AbortedError(None, None, "Operation received an exception:Status: 1, message: could not create a"),
        tf.errors.AbortedError(None, None, "an exception:Status: 5, message: could not execute a primitive, in"),
    ],
    ids=["allocator", "oneDNN", "oneDNN, computing"],
)
def test_running_out_of_memory_becomes_a_sentence(digits: Split, tmp_path, monkeypatch, error):
    def out_of_memory(*_, **__):
        raise error

    monkeypatch.setattr(keras.Model, "fit", out_of_memory)
    with pytest.raises(EngineError) as raised:
        fit(small(batch_size=512), digits, Recorder(), tmp_path)
    assert str(raised.value) == (
        "There was not enough memory to train this network with batch size 512. Try batch size 128, "
        "or a smaller network: fewer filters or units, or pooling earlier."
    )


def test_an_exception_of_the_listener_ends_training_and_reaches_the_caller(digits: Split, tmp_path):
    class LostError(Exception):
        pass

    class Lost(Recorder):
        def epoch(self, epoch, **kept) -> None:
            raise LostError

    with pytest.raises(LostError):
        fit(small(), digits, Lost(), tmp_path)
