"""Each reason as the sentence that a person reads."""

from typing import get_args

import pytest

from builder.progress.ending import (
    EarlyStopped,
    EndedAtTarget,
    EndedByEpochs,
    Exhausted,
    MissedTarget,
    NotBegun,
    OutOfTime,
    Paused,
    Stopped,
    TestSetNotRead,
    TrainedAnew,
)
from builder.progress.failure import (
    CheckpointDamaged,
    Died,
    DiskFull,
    Hung,
    ImagesMissing,
    NonFinite,
    NotStarted,
    NotWritten,
    OutOfMemory,
    OutOfMemoryAround,
    StoreOutOfReach,
    TaskDied,
    TaskFailed,
    Unexpected,
)
from builder.progress.phase import Phase
from builder.progress.reason import Reason
from builder.progress.speed import FasterFormat, FasterSteps, NoInstructions, Overflow, Pinned
from builder.progress.told import Told
from builder.words.failures import where_to_look
from builder.words.phases import download_phase_text, phase_text
from builder.words.reasons import said, said_or_none

MISSED = MissedTarget(target=0.9, best=0.7, epoch=2)
LOSS = Exhausted(monitor="val_loss", patience=1, best=0.842, best_epoch=1)
ACCURACY = Exhausted(monitor="val_accuracy", patience=10, best=0.718, best_epoch=28)
AGAIN = "Train it again; if it happens again, change one thing in the design, or restart the computer."
LESS = "fewer filters or a narrower dense layer, or close other programs."

#: The sentences as they were stored before reasons were values.
SENTENCES = [
    (
        EndedAtTarget(judge="test", reached=0.9104, epoch=3, target=0.9),
        "Test accuracy reached 91.0 % in epoch 3; the target was 90.0 %",
    ),
    (EndedByEpochs(epochs=1), "The only epoch was trained"),
    (EndedByEpochs(epochs=2), "Both epochs were trained"),
    (EndedByEpochs(epochs=1500), "All 1,500 epochs were trained"),
    (
        EndedByEpochs(epochs=3, missed=MISSED),
        "All 3 epochs were trained; the target of 90.0 % was not reached, the best was 70.0 % in epoch 2. "
        "Give it more epochs or time, a stronger network or a lower target",
    ),
    (
        EarlyStopped(rules=(LOSS, ACCURACY)),
        "Validation loss had not improved for 1 epoch (best 0.842 in epoch 1); "
        "Validation accuracy had not improved for 10 epochs (best 71.8 % in epoch 28)",
    ),
    (
        OutOfTime(minutes=0.05, epoch_seconds=1.2),
        "The time limit of 0.05 min leaves no room for another epoch of 1 s",
    ),
    (
        OutOfTime(minutes=30, epoch_seconds=150, missed=MISSED),
        "The time limit of 30 min leaves no room for another epoch of 2.5 min; the target of 90.0 % was not reached, "
        "the best was 70.0 % in epoch 2. Give it more epochs or time, a stronger network or a lower target",
    ),
    (Stopped(epoch=4, kept_epoch=3), "Stopped on request in epoch 4; the weights of epoch 3 are kept"),
    (Stopped(epoch=1, kept_epoch=None), "Stopped on request in epoch 1; no epoch was complete"),
    (Stopped(epoch=None, kept_epoch=7), "Stopped on request; the weights of epoch 7 are kept"),
    (NotBegun(state="queued"), "Stopped before training started."),
    (NotBegun(state="starting"), "Stopped on request before training began"),
    (NotBegun(state="paused"), "Stopped while it was paused."),
    (Paused(epoch=5), "Paused in epoch 5"),
    (
        TestSetNotRead(ending=EndedByEpochs(epochs=8)),
        "All 8 epochs were trained; stopped on request before the test set was read",
    ),
    (
        TrainedAnew(ending=EndedByEpochs(epochs=8)),
        "All 8 epochs were trained. Its checkpoint was damaged, so training began again from the start.",
    ),
    (CheckpointDamaged(), "Its checkpoint was damaged, so training began again from the start."),
    (
        Died(how="memory", code=-9, batch_size=50, kept_epoch=3),
        "The operating system ended the training process, most likely because memory ran out. "
        f"Try a smaller batch size (50 now), {LESS} The weights after epoch 3 are kept.",
    ),
    (
        Died(how="error", code=1, batch_size=50, kept_epoch=None),
        "The training process failed, and could not say why (exit code 1); whoever runs this server finds more in its "
        f"log. {AGAIN}",
    ),
    (
        Died(how="crash", code=-11, batch_size=50, kept_epoch=None),
        f"The training process crashed inside TensorFlow. {AGAIN}",
    ),
    (
        Died(how="instruction", code=-4, batch_size=50, kept_epoch=None),
        "TensorFlow needs instructions that this computer's processor does not have, so it cannot train here. "
        "Train on another computer.",
    ),
    (
        Died(how="ended", code=-15, batch_size=50, kept_epoch=None),
        f"The training process was ended from outside (exit code -15). {AGAIN}",
    ),
    (
        Died(how="unknown", code=None, batch_size=50, kept_epoch=None),
        f"The training process ended before the run did, and left no word why. {AGAIN}",
    ),
    (
        Hung(what="batch", seconds=620, kept_epoch=None),
        f"The training process hung: it had not finished a batch for 10 minutes, so it was ended. {AGAIN}",
    ),
    (
        Hung(seconds=60, kept_epoch=2),
        f"The training process hung: it had not reported for 60 seconds, so it was ended. {AGAIN} "
        "The weights after epoch 2 are kept.",
    ),
    (
        OutOfMemory(batch_size=1024),
        "There was not enough memory to train this network with batch size 1,024. "
        "Try batch size 256, or a smaller network: fewer filters or units, or pooling earlier.",
    ),
    (
        OutOfMemory(batch_size=1),
        "There was not enough memory to train this network with batch size 1. "
        "Try fewer filters, or a smaller network: fewer filters or units, or pooling earlier.",
    ),
    (
        OutOfMemoryAround(batch_size=64, kept_epoch=None),
        f"Memory ran out. Try a smaller batch size (64 now), {LESS}",
    ),
    (
        NonFinite(what="loss", epoch=2, optimizer="SGD", learning_rate=5.0, lower=0.01, kept_epoch=1),
        "The loss became infinite or not a number in epoch 2: steps with SGD and learning rate 5 were too large for "
        "this network. Try learning rate 0.01. The weights of epoch 1 are kept.",
    ),
    (
        NonFinite(what="weights", epoch=1, optimizer="Adam", learning_rate=0.5, lower=0.001, kept_epoch=None),
        "Weights became infinite or not a number in epoch 1: steps with Adam and learning rate 0.5 were too large for "
        "this network. Try learning rate 0.001.",
    ),
    (
        Unexpected(error="ValueError: odd", kept_epoch=4),
        f"Training met an error that nobody expected (ValueError: odd). {AGAIN} The weights after epoch 4 are kept.",
    ),
    (
        NotStarted(reason="Cannot allocate memory"),
        "The training process could not be started (Cannot allocate memory). Close other programs, and train it again.",
    ),
    (
        NotWritten(what="checkpoint", folder="/home/ada", reason="No space left on device"),
        "The checkpoint could not be written (No space left on device). Make room on the disk of the home folder.",
    ),
    (
        NotWritten(what="weights", folder="/home/ada", reason="Read-only file system"),
        "The weights could not be written (Read-only file system). Make room on the disk of the home folder.",
    ),
    (DiskFull(), "The disk is full. Delete files or old runs."),
    (
        StoreOutOfReach(),
        "The database could not be written for minutes, twice: another program keeps it locked, it is damaged, or its "
        "disk can only be read. Whoever runs this server finds more in its log.",
    ),
    (
        StoreOutOfReach(away="file"),
        "The database was away for minutes: its file was deleted, moved away or replaced, and has come back. "
        "Whoever runs this server should leave it at its place.",
    ),
    (
        StoreOutOfReach(away="server"),
        "The database was away for minutes: on its server it was renamed or emptied, or it let nobody in, and it has "
        "come back. Whoever runs this server should leave it open.",
    ),
    (
        ImagesMissing(dataset="CIFAR-10"),
        "The run was restored from a backup, and its images are not on this machine (CIFAR-10). "
        "Add them: the page says how where a data set is chosen.",
    ),
    (TaskFailed(how="memory"), "Memory ran out. Close other programs, or choose a smaller network."),
    (TaskFailed(how="disk"), "The disk is full. Delete files or old runs. Then try again."),
    (
        TaskFailed(how="unexpected", error="KeyError: 'x'"),
        "This met an error that nobody expected (KeyError: 'x'). Try again, or restart the computer.",
    ),
    (
        TaskDied(process="inference"),
        "The process that runs networks ended twice while it worked on this, most likely because memory ran out. "
        "Close other programs, or choose a smaller network.",
    ),
    (
        TaskDied(process="download"),
        "The download ended twice before it was complete. Start it again: what has arrived is kept.",
    ),
    (Told(text="There is no network; connect and try again."), "There is no network; connect and try again."),
    (Told(text="The file is damaged.", kept_epoch=3), "The file is damaged. The weights after epoch 3 are kept."),
    (Pinned(), "The design asks for it."),
    (NoInstructions(), "This processor has no instructions for bfloat16."),
    (Overflow(), "In bfloat16, which is faster here, its loss was not a number after a few steps on these images."),
    (
        FasterFormat(float32=1000.4, bfloat16=2200),
        "Measured here: 1,000 images/s in float32, 2,200 in bfloat16.",
    ),
    (
        FasterSteps(steps=10, one=100, several=120),
        "10 steps in each call of TensorFlow gave 120 images/s, one step 100.",
    ),
    (
        FasterSteps(steps=10, one=100, several=99),
        "One step in each call of TensorFlow gave 100 images/s, 10 steps 99.",
    ),
]


@pytest.mark.parametrize("reason, sentence", SENTENCES, ids=lambda value: getattr(value, "kind", ""))
def test_a_reason_reads_as_it_did_when_it_was_stored_as_text(reason, sentence):
    assert said(reason) == sentence


def test_every_kind_of_reason_has_a_sentence_here():
    union = get_args(get_args(Reason)[0])
    assert {type(reason) for reason, _ in SENTENCES} == set(union)


def test_no_sentence_of_a_reason_names_a_setting_or_a_file_of_the_server():
    for reason, _ in SENTENCES:
        assert "BUILDER_" not in said(reason) and "logs/" not in said(reason)
    explained = [reason for reason, _ in SENTENCES if where_to_look(reason)]
    assert [reason.kind for reason in explained] == ["died", *3 * ["store_out_of_reach"]]
    assert "logs/worker.log" in where_to_look(explained[0])


def test_no_reason_is_no_sentence():
    assert said_or_none(None) is None
    assert said_or_none(DiskFull()) == "The disk is full. Delete files or old runs."


def test_every_phase_has_words():
    texts = [phase_text(phase) for phase in get_args(Phase)]
    assert texts == [
        "Starting TensorFlow",
        "Loading images",
        "Finding the faster setting here",
        "Building the network",
        "Training",
        "Validating",
        "Classifying the validation images",
        "Reading the test set",
        "Saving",
        "Starting again after its process ended",
        "Starting again after the computer was started anew",
    ]


def test_a_phase_of_another_version_is_told_as_it_is():
    assert phase_text(Told(text="Warming up")) == "Warming up"
    assert (download_phase_text("unpacking"), download_phase_text("Mirroring")) == ("Unpacking", "Mirroring")
