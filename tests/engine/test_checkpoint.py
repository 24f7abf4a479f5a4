"""Training that is broken off and gone on with is the training without a break, bit for bit."""

import errno
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from builder.datasets.images import Split
from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import SGD, Muon
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import Linear, Plateau
from builder.design.training.stopping import EarlyStopping
from builder.engine import callback, files
from builder.engine import meter as progress
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from builder.engine.bundle import load_bundle
from builder.engine.checkpoint import CHECKPOINT_FILE, DAMAGED_FILE, restore_checkpoint
from builder.engine.errors import CheckpointError, DamagedCheckpointError
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.engine.sealed import sealed, unsealed
from builder.progress.failure import CheckpointDamaged
from builder.words.reasons import said
from tests.engine.killed import Killed, KilledAfter, arrays, experiment, same, without_seconds
from tests.engine.recorder import Recorder


@pytest.fixture(scope="module")
def uninterrupted(digits: Split, tmp_path_factory):
    """`uninterrupted(design)` is that design's training without a break; each design is trained once."""
    return cache(lambda design: fit(design, digits, Recorder(), tmp_path_factory.mktemp("whole")))


def broken_off(experiment: Experiment, split: Split, tmp_path, *epochs: int):
    """Dies after each of `epochs`, and then runs to its end."""
    for epoch in epochs:
        with pytest.raises(Killed):
            fit(experiment, split, KilledAfter(epoch), tmp_path / "bundle", checkpoints=tmp_path)
    return fit(experiment, split, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)


@pytest.mark.parametrize(
    "training",
    [
        pytest.param({}, id="adam, passes", marks=pytest.mark.slow),
        pytest.param(
            {
                "optimizer": SGD(momentum=0.9),
                "learning_rate": 0.01,
                "steps_per_epoch": 7,
                "augmentation": Augmentation(horizontal_flip="alternating", crop=2, cutout=4),
                "mirror_average": True,
                "progressive_size": ProgressiveSize(size=24, until=0.5),  # 18 of 35 steps: within the third epoch
            },
            id="sgd, steps across passes, alternating flips, mirror average, smaller images",
        ),
        pytest.param(
            {"keep": "best", "early_stopping": (EarlyStopping(monitor="val_loss", patience=1),), "learning_rate": 0.05},
            id="best epoch, early stopping",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_run_that_dies_twice_ends_with_the_weights_and_the_curve_of_one_that_does_not(
    training, digits: Split, tmp_path, uninterrupted
):
    design = experiment(**training)
    whole = uninterrupted(design)
    last = len(whole.epochs)
    assert last >= 2
    mended = broken_off(design, digits, tmp_path / "broken", *{1, last - 1})
    assert same(whole.model, mended.model)
    assert without_seconds(mended.epochs) == without_seconds(whole.epochs)
    assert (mended.ending, mended.kept_epoch, mended.best_epoch) == (
        whole.ending, whole.kept_epoch, whole.best_epoch,
    )  # fmt: skip
    _, kept = load_bundle(tmp_path / "broken" / "bundle")
    assert all(np.array_equal(a, b) for a, b in zip(kept.get_weights(), whole.model.get_weights(), strict=True))


#: What designs did not have at first, each in one of these.
REFINED = [
    pytest.param(
        {
            "optimizer": Muon(momentum=0.6),
            "learning_rate": Linear(rate=0.02),
            "averaging": "ema",
            "loss": CrossEntropy(label_smoothing=0.1),
        },
        id="muon, schedule, moving average",
        marks=pytest.mark.slow,
    ),
    pytest.param(
        {
            "optimizer": SGD(momentum=0.9, nesterov=True),
            "learning_rate": Plateau(rate=0.05, patience=1, monitor="val_accuracy"),
            "averaging": "lookahead",
            "gradient_clipping": 1.0,
            "keep": "best",
            "mirror_average": True,
        },
        id="nesterov, plateau, lookahead, mirror average",
    ),
]


class _EveryBatch:
    """Makes every batch a moment for reports and wishes, so that a pause can come after any step."""

    @pytest.fixture(autouse=True)
    def _report_every_batch(self, monkeypatch):
        monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)


class TestWithinAnEpoch(_EveryBatch):
    @pytest.mark.parametrize("reports", [17, *(pytest.param(late, marks=pytest.mark.slow) for late in (1, 4, 23, 38))])
    @pytest.mark.parametrize("keep", ["best", pytest.param("last", marks=pytest.mark.slow)])
    def test_a_run_that_is_paused_after_any_step_ends_as_one_that_is_not(
        self, digits, tmp_path, uninterrupted, reports, keep
    ):
        """An epoch is 19 steps and 3 batches of validation, so these lie in the first three epochs."""
        design = experiment(epochs=3, keep=keep)
        whole = uninterrupted(design)
        pausing = Recorder(pause_when=lambda recorder: len(recorder.reports) >= reports)
        first = fit(design, digits, pausing, tmp_path / "bundle", checkpoints=tmp_path)
        assert first.ending.kind == "pause"
        mended = fit(design, digits, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)
        assert same(whole.model, mended.model)
        assert without_seconds(mended.epochs) == without_seconds(whole.epochs)
        assert (mended.kept_epoch, mended.ending) == (whole.kept_epoch, whole.ending)

    @pytest.mark.parametrize("training", REFINED)
    def test_a_refined_training_that_is_paused_ends_as_one_that_is_not_and_keeps_what_was_validated(
        self, digits, tmp_path, uninterrupted, training
    ):
        """Paused within the second epoch, and within the third: 19 steps and 3 batches of validation each."""
        design = experiment(epochs=3, **training)
        whole = uninterrupted(design)
        for reports in (30, 20):
            pausing = Recorder(pause_when=lambda recorder, reports=reports: len(recorder.reports) >= reports)
            assert fit(design, digits, pausing, tmp_path / "bundle", checkpoints=tmp_path).ending.kind == "pause"
        mended = fit(design, digits, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)
        assert same(whole.model, mended.model)
        assert without_seconds(mended.epochs) == without_seconds(whole.epochs)
        _, kept = load_bundle(tmp_path / "bundle")
        share = (probabilities(kept, digits.validation.images).argmax(axis=1) == digits.validation.labels).mean()
        assert whole.validation_accuracy == pytest.approx(share, abs=1e-9)

    @pytest.mark.slow
    def test_a_run_that_is_paused_again_and_again_gets_to_its_end(self, digits, tmp_path, uninterrupted):
        design = experiment(epochs=2)
        whole = uninterrupted(design)
        for _ in range(20):
            recorder = Recorder(pause_when=lambda recorder: len(recorder.reports) >= 8)
            result = fit(design, digits, recorder, tmp_path / "bundle", checkpoints=tmp_path)
            if result.ending.kind != "pause":
                break
        assert same(whole.model, result.model)
        assert without_seconds(result.epochs) == without_seconds(whole.epochs)

    @pytest.mark.slow
    def test_a_long_epoch_leaves_checkpoints_within_it(self, digits, tmp_path, uninterrupted, monkeypatch):
        monkeypatch.setattr(callback, "CHECKPOINT_SECONDS", 0.0)

        class DiesAtStep(Recorder):
            def progress(self, report) -> None:
                super().progress(report)
                if report.epoch == 2 and report.images_done >= 640:
                    raise Killed

        design = experiment(epochs=3)
        whole = uninterrupted(design)
        with pytest.raises(Killed):
            fit(design, digits, DiesAtStep(), tmp_path / "bundle", checkpoints=tmp_path)
        recorder = Recorder()
        mended = fit(design, digits, recorder, tmp_path / "bundle", checkpoints=tmp_path)
        assert recorder.reports[0].epoch == 2 and recorder.reports[0].images_done == 9 * 64
        assert same(whole.model, mended.model)
        assert without_seconds(mended.epochs) == without_seconds(whole.epochs)

    @pytest.mark.slow
    def test_a_stop_after_a_pause_within_the_first_epoch_keeps_the_present_weights(self, digits, tmp_path):
        design = experiment(keep="best")
        pausing = Recorder(pause_when=lambda recorder: len(recorder.reports) >= 5)
        fit(design, digits, pausing, tmp_path / "bundle", checkpoints=tmp_path)
        stopped = fit(design, digits, Recorder(lambda _: True), tmp_path / "bundle", checkpoints=tmp_path)
        assert (stopped.ending.kind, stopped.kept_epoch, stopped.epochs) == ("stop", None, ())
        assert load_bundle(tmp_path / "bundle")


def test_time_before_the_break_counts(digits: Split, tmp_path):
    design = experiment(epochs=2)
    result = broken_off(design, digits, tmp_path, 1)
    assert result.seconds > result.epochs[0].seconds + result.epochs[1].seconds * 0.9


def test_a_run_that_dies_after_its_last_epoch_trains_no_further(digits: Split, tmp_path):
    design = experiment(epochs=2)
    with pytest.raises(Killed):
        fit(design, digits, KilledAfter(2), tmp_path / "bundle", checkpoints=tmp_path)
    recorder = Recorder()
    result = fit(design, digits, recorder, tmp_path / "bundle", checkpoints=tmp_path)
    # The last epoch is told of once more, as the process may have died before it could.
    assert [epoch.epoch for epoch in recorder.epochs] == [2]
    assert (recorder.reports, len(result.epochs), said(result.ending)) == ([], 2, "Both epochs were trained")


def test_weights_newer_than_the_checkpoint_are_put_back(digits: Split, tmp_path):
    """A process that dies between writing the kept weights and the checkpoint leaves them apart."""
    design = experiment(epochs=3)
    with pytest.raises(Killed):
        fit(design, digits, KilledAfter(1), tmp_path / "bundle", checkpoints=tmp_path)
    checkpoint = (tmp_path / CHECKPOINT_FILE).read_bytes()
    with pytest.raises(Killed):
        fit(design, digits, KilledAfter(2), tmp_path / "bundle", checkpoints=tmp_path)
    (tmp_path / CHECKPOINT_FILE).write_bytes(checkpoint)
    stopped = fit(design, digits, Recorder(lambda recorder: True), tmp_path / "bundle", checkpoints=tmp_path)
    assert stopped.kept_epoch == 1
    again = fit(experiment(epochs=1), digits, Recorder(), tmp_path / "one")
    assert all(
        np.array_equal(a, b) for a, b in zip(stopped.model.get_weights(), again.model.get_weights(), strict=True)
    )


@pytest.fixture(scope="module")
def left_behind(digits: Split, tmp_path_factory):
    folder = tmp_path_factory.mktemp("left behind")
    with pytest.raises(Killed):
        fit(experiment(), digits, KilledAfter(1), folder / "bundle", checkpoints=folder)
    return folder


@pytest.fixture
def checkpointed(left_behind, tmp_path):
    """What a process left that died after its first epoch; a copy, to be damaged."""
    shutil.copytree(left_behind, tmp_path, dirs_exist_ok=True)
    return tmp_path


def built() -> keras.Model:
    """The network of `experiment()`, before its first step."""
    design = experiment()
    model = build_model(design)
    compile_model(model, design.training)
    return model


def rewritten(file: Path, **header: str | None) -> None:
    """The checkpoint with a header that says something else (None: not at all), and a checksum that fits it."""
    kept, tensors = unsealed(file.read_bytes())
    told = {name: text for name, text in (kept | header).items() if text is not None}
    file.write_bytes(b"".join(sealed(tensors, **told)))


def test_a_torn_checkpoint_is_put_aside_and_training_begins_again_and_says_so(checkpointed, digits: Split):
    file, bundle = checkpointed / CHECKPOINT_FILE, checkpointed / "bundle"
    file.write_bytes(file.read_bytes()[:-100])
    damaged, recorder = file.read_bytes(), Recorder(stop_when=lambda recorder: bool(recorder.epochs))
    result = fit(experiment(), digits, recorder, bundle, checkpoints=checkpointed)
    assert (result.anew, recorder.beginnings) == (True, [CheckpointDamaged()])
    assert recorder.epochs[0].epoch == 1
    assert (bundle / DAMAGED_FILE).read_bytes() == damaged
    # Whoever goes on from the new checkpoint says so too, and a further damaged one takes the place of the first.
    assert restore_checkpoint(built(), experiment(), checkpointed).past.anew
    file.write_bytes(b"")
    assert fit(experiment(), digits, Recorder(lambda _: True), bundle, checkpoints=checkpointed).anew
    assert (bundle / DAMAGED_FILE).read_bytes() == b""


def test_weights_from_before_training_began_again_are_kept_until_there_is_a_new_epoch(checkpointed, digits: Split):
    file, bundle = checkpointed / CHECKPOINT_FILE, checkpointed / "bundle"
    before = (bundle / "weights.safetensors").read_bytes()
    file.write_bytes(b"")
    result = fit(experiment(), digits, Recorder(lambda _: True), bundle, checkpoints=checkpointed, earlier=1)
    assert said(result.ending) == "Stopped on request in epoch 1; the weights of epoch 1 are kept"
    assert (bundle / "weights.safetensors").read_bytes() == before
    assert all(map(np.array_equal, result.model.get_weights(), load_bundle(bundle)[1].get_weights()))

    (bundle / "weights.safetensors").write_bytes(b"")  # not theirs: so there is nothing to keep
    result = fit(experiment(), digits, Recorder(lambda _: True), bundle, checkpoints=checkpointed, earlier=1)
    assert said(result.ending) == "Stopped on request in epoch 1; no epoch was complete"
    assert all(map(np.array_equal, result.model.get_weights(), load_bundle(bundle)[1].get_weights()))


def test_one_flipped_bit_anywhere_in_a_checkpoint_is_noticed(checkpointed):
    model, file = built(), checkpointed / CHECKPOINT_FILE
    whole = file.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    for place in [*range(header), *range(header, len(whole), len(whole) // 50), len(whole) - 1]:
        bent = bytearray(whole)
        bent[place] ^= 1 << place % 8
        file.write_bytes(bent)
        with pytest.raises(DamagedCheckpointError, match="damaged"):
            restore_checkpoint(model, experiment(), checkpointed)


def test_a_flipped_bit_of_a_weight_leaves_the_model_as_it_was(checkpointed):
    file = checkpointed / CHECKPOINT_FILE
    file.write_bytes(file.read_bytes()[:-1] + bytes([file.read_bytes()[-1] ^ 1]))
    model, untouched = built(), arrays(built())
    with pytest.raises(DamagedCheckpointError, match="checksum"):
        restore_checkpoint(model, experiment(), checkpointed)
    assert all(np.array_equal(a, b) for a, b in zip(arrays(model), untouched, strict=True))


@pytest.mark.parametrize("header", [{"version": None}, {"experiment": None}, {"past": None}, {"past": "{}}"}])
def test_a_header_that_lacks_something_is_a_damaged_checkpoint(checkpointed, header):
    rewritten(checkpointed / CHECKPOINT_FILE, **header)
    with pytest.raises(DamagedCheckpointError, match="is damaged"):
        restore_checkpoint(built(), experiment(), checkpointed)


def test_a_checkpoint_without_a_checksum_as_older_versions_left_it_is_gone_on_from(checkpointed):
    file = checkpointed / CHECKPOINT_FILE
    header, tensors = unsealed(file.read_bytes())
    file.write_bytes(safetensors.numpy.save(tensors, metadata=header))
    assert len(restore_checkpoint(built(), experiment(), checkpointed).past.epochs) == 1


def test_a_checkpoint_of_another_version_is_refused(checkpointed, digits: Split):
    rewritten(checkpointed / CHECKPOINT_FILE, version="99")
    with pytest.raises(CheckpointError, match="version 99"):
        fit(experiment(), digits, Recorder(), checkpointed / "bundle", checkpoints=checkpointed)


def test_a_checkpoint_of_another_experiment_is_put_aside(checkpointed):
    with pytest.raises(DamagedCheckpointError, match="another experiment"):
        restore_checkpoint(built(), experiment(seed=1), checkpointed)


def test_a_renamed_run_goes_on_from_its_checkpoint(checkpointed):
    renamed = experiment().model_copy(update={"name": "Another name"})
    assert len(restore_checkpoint(built(), renamed, checkpointed).past.epochs) == 1


def test_a_full_disk_leaves_the_last_checkpoint_whole(checkpointed, digits: Split, monkeypatch):
    before = (checkpointed / CHECKPOINT_FILE).read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Exception, match="No space left on device"):
        fit(experiment(), digits, Recorder(), checkpointed / "bundle", checkpoints=checkpointed)
    assert (checkpointed / CHECKPOINT_FILE).read_bytes() == before
    assert sorted(path.name for path in checkpointed.iterdir()) == ["bundle", CHECKPOINT_FILE]


def test_the_test_set_judges_where_the_slides_let_it(digits: Split, tmp_path):
    design = experiment(epochs=3, target_test_accuracy=1.0, keep="best", augmentation=None)
    result = fit(design, digits, Recorder(), tmp_path / "bundle")
    best = max(result.epochs, key=lambda epoch: epoch.test_accuracy)
    assert result.kept_epoch == best.epoch
    assert result.validation_accuracy == best.val_accuracy


def test_validation_on_a_fixed_number_of_batches_counts_only_their_images(digits: Split, tmp_path):
    design = experiment(epochs=1, validation_steps=1)
    result = fit(design, digits, Recorder(), tmp_path / "bundle")
    first = digits.validation.take(np.arange(100))
    share = (probabilities(result.model, first.images).argmax(axis=1) == first.labels).mean()
    assert result.validation_accuracy == pytest.approx(share, abs=1e-9)
