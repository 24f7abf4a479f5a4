"""The coach on made-up curves whose answer is known, and on the course's measured ones."""

from collections.abc import Callable
from math import exp

import numpy as np
import pytest

from builder.analysis.coach import coach
from builder.analysis.confusion import confusion
from builder.course.coached import MARKER, coached, coached_table
from builder.course.results import read_results
from builder.course.table import with_table
from builder.design.data import Data
from builder.design.edit.fields import changed
from builder.design.edit.treatments import helps
from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.presets import PRESETS
from builder.progress.epoch import Epoch
from builder.statistics.predictions import Predictions
from builder.words.coach import TITLES, TREATMENTS, sentence
from tests.architecture.sources import ROOT

Value = Callable[[int], float]

PLAIN = PRESETS["4"].experiment
WITH_DROPOUT = PRESETS["9b"].experiment


def curve(count: int, accuracy: Value, val_accuracy: Value, loss: Value, val_loss: Value) -> list[Epoch]:
    return [
        Epoch(
            epoch=epoch,
            loss=loss(epoch),
            accuracy=accuracy(epoch),
            val_loss=val_loss(epoch),
            val_accuracy=val_accuracy(epoch),
            seconds=1.0,
        )
        for epoch in range(1, count + 1)
    ]


def rising(to: float, within: float, start: float = 0.2) -> Value:
    """An accuracy that comes near `to`: two thirds of the way after `within` epochs."""
    return lambda epoch: to - (to - start) * exp(-epoch / within)


def falling(to: float, within: float, start: float = 2.3) -> Value:
    return lambda epoch: to + (start - to) * exp(-epoch / within)


def kinds(experiment: Experiment, epochs: list[Epoch], count: int | None = 10_000) -> list[str]:
    return [seen.kind for seen in coach(experiment, epochs, count)]


def with_training(experiment: Experiment, **fields: object) -> Experiment:
    return changed(experiment, training=changed(experiment.training, **fields))


def test_a_curve_that_has_levelled_off_with_a_small_gap_is_well():
    epochs = curve(40, rising(0.89, 6), rising(0.83, 6), falling(0.3, 6), falling(0.5, 6))
    (seen,) = coach(WITH_DROPOUT, epochs, 10_000)
    assert (seen.kind, seen.project, seen.edit) == ("fine", "16", "augmentation")


@pytest.mark.parametrize(
    ("accuracy", "val_accuracy", "edit"),
    [(0.89, 0.83, "augmentation"), (0.85, 0.83, "further_block"), (0.99, 0.98, None)],
)
def test_where_all_is_well_there_is_a_next_step_unless_little_is_left_to_gain(accuracy, val_accuracy, edit):
    epochs = curve(40, rising(accuracy, 5), rising(val_accuracy, 5), falling(0.3, 6), falling(0.4, 6))
    (seen,) = coach(WITH_DROPOUT, epochs, 10_000)
    assert (seen.kind, seen.edit) == ("fine", edit)
    assert ("more seeds" in sentence(seen)) == (edit is None)


def test_a_loss_that_is_at_its_lowest_in_the_last_epoch_has_not_risen_and_a_last_best_epoch_is_not_the_level():
    epochs = curve(20, rising(0.97, 3), rising(0.95, 3), falling(0.1, 3), falling(0.15, 3))
    (seen,) = coach(WITH_DROPOUT, epochs, 299)
    told = sentence(seen)
    assert seen.kind == "fine" and "levelled off" not in told and "risen" not in told
    assert "is at its lowest in epoch 20, the last: more epochs may add a little" in told
    risen = [*epochs[:-1], changed(epochs[-1], val_loss=0.2, val_accuracy=0.94)]
    told = sentence(coach(WITH_DROPOUT, risen, 299)[0])
    assert "The curve has levelled off" in told and "has hardly risen since its lowest" in told


def test_where_the_last_epoch_is_the_best_more_epochs_come_before_a_block_which_may_lose_on_few_images():
    """As on the digits: 94.6 % after 20 epochs, 93.0 % with another block, 96.7 % with 40 epochs."""
    epochs = curve(20, rising(0.963, 3), rising(0.9462, 3), falling(0.15, 3), falling(0.2, 3))
    (seen,) = coach(PRESETS["0"].experiment, epochs, 299, training_count=1_199)
    assert (seen.kind, seen.edit, seen.other_edit) == ("fine", "longer", "further_block")
    assert sentence(seen).endswith("First train longer. A larger network may also lose: 1,199 training images are few.")
    (many,) = coach(PRESETS["0"].experiment, epochs, 10_000, training_count=40_000)
    assert many.edit == "longer" and "may also lose" not in sentence(many)
    (stopped,) = coach(with_training(PRESETS["0"].experiment, epochs=60), epochs, 299, training_count=1_199)
    assert (stopped.edit, stopped.other_edit) == ("further_block", None)
    assert "may also lose" in sentence(stopped)


def test_a_best_epoch_that_is_better_than_the_last_one_which_is_kept_is_offered():
    """As on the digits: 97.0 % in epoch 32, and 96.0 % in epoch 40, which is kept."""

    def val_accuracy(epoch: int) -> float:
        return 0.97 if epoch == 32 else rising(0.96, 4)(epoch)

    epochs = curve(40, rising(0.985, 4), val_accuracy, falling(0.05, 6), falling(0.1, 6))
    (seen,) = coach(PLAIN, epochs, 299)
    assert (seen.kind, seen.edit) == ("fine", "keep_best")
    assert "Epoch 40 is kept, with 96.0 %; epoch 32 had 97.0 %." in sentence(seen)
    (keeping,) = coach(with_training(PLAIN, keep="best"), epochs, 299)
    assert keeping.edit is None and "Epoch 32 is the best, with 97.0 %, and is kept." in sentence(keeping)


def test_a_number_for_the_end_is_the_mean_of_the_epochs_that_the_sentence_names():
    epochs = curve(40, rising(0.89, 6), lambda n: 0.83 + (0.006 if n == 38 else 0.0), falling(0.3, 6), falling(0.5, 6))
    (seen,) = coach(WITH_DROPOUT, epochs, 10_000)
    told = sentence(seen)
    assert "on average over the last 5 epochs" in told.lower() and "validation accuracy 83.1 %" in told


def test_a_class_of_which_no_image_is_recognised_is_named_where_the_predictions_are_known():
    epochs = curve(30, rising(0.75, 5), rising(0.71, 5), falling(0.8, 5), falling(0.8, 5))
    labels = (np.arange(300) % 10).astype(np.uint8)
    said = np.where(np.isin(labels, [3, 4]), 5, labels)
    found = confusion(Predictions(labels, np.eye(10, dtype=np.float32)[said]))
    seen = coach(WITH_DROPOUT, epochs, 300, found=found)[0]
    assert (seen.kind, seen.classes) == ("never_recognised", ("cat", "deer"))
    assert sentence(seen).startswith("Of 60 validation images of cat and deer, it recognises none.")
    assert "never_recognised" not in kinds(WITH_DROPOUT, epochs, 300)
    guess = curve(10, lambda n: 0.1, lambda n: 0.1, lambda n: 2.303, lambda n: 2.303)
    assert [one.kind for one in coach(PLAIN, guess, 300, found=found)] == ["dead"]


def test_no_advice_leads_to_the_project_that_the_design_comes_from():
    epochs = curve(30, rising(0.99, 8), rising(0.72, 4), falling(0.02, 8), falling(0.9, 3))
    assert coach(PLAIN, epochs, 10_000)[0].project == "5"
    (seen,) = coach(PLAIN, epochs, 10_000, own_project="5")
    assert (seen.project, seen.edit) == (None, "dropout")


def test_a_validation_loss_that_turns_up_is_overfitting_since_that_epoch_and_dropout_treats_it():
    def val_loss(epoch: int) -> float:
        return falling(0.9, 3)(epoch) + 0.03 * max(0, epoch - 12)

    epochs = curve(30, rising(0.99, 8), rising(0.72, 4), falling(0.02, 8), val_loss)
    (seen,) = coach(PLAIN, epochs, 10_000)
    assert (seen.kind, seen.project, seen.edit) == ("overfitting", "5", "dropout")
    assert seen.epochs[0] in range(11, 15) and seen.epochs[1] == 30
    assert seen.numbers["gap"] == pytest.approx(sum(one.accuracy - one.val_accuracy for one in epochs[-5:]) / 5)
    assert f"Since about epoch {seen.epochs[0]}" in sentence(seen)


@pytest.mark.parametrize(
    ("project", "edit"),
    [("4", "dropout"), ("8", "growing_dropout"), ("9b", "augmentation"), ("16", "l2"), ("18", None)],
)
def test_what_treats_overfitting_is_the_next_thing_of_the_course_that_the_design_lacks(project, edit):
    design = PRESETS[project].experiment
    epochs = curve(30, rising(0.99, 8), rising(0.72, 4), falling(0.02, 8), falling(0.9, 3))
    assert coach(design, epochs, 10_000)[0].edit == edit
    assert edit is None or helps(design, edit)


def test_a_gap_that_few_validation_images_explain_is_not_called_overfitting():
    epochs = curve(40, rising(0.97, 5), rising(0.84, 5), falling(0.1, 5), falling(0.5, 5))
    assert kinds(PLAIN, epochs, count=10_000) == ["overfitting"]
    assert kinds(PLAIN, epochs, count=20) == ["fine"]


def test_training_images_that_are_not_learned_either_are_underfitting_and_a_block_treats_it():
    epochs = curve(40, rising(0.6, 4), rising(0.58, 4), falling(1.1, 4), falling(1.15, 4))
    (seen,) = coach(PRESETS["0"].experiment, epochs, 10_000)
    assert (seen.kind, seen.project, seen.edit) == ("underfitting", "1", "further_block")


@pytest.mark.parametrize(("project", "led"), [("0", "1"), ("1", "2"), ("2", None), ("4", None)])
def test_another_block_leads_to_a_project_in_which_one_more_was_better_or_to_none(project, led):
    """The slides: a second and a third block add points, a fourth buys little, wider ones overfit."""
    design = PRESETS[project].experiment
    well = curve(40, rising(0.83, 4), rising(0.82, 4), falling(0.5, 4), falling(0.5, 4))
    under = curve(40, rising(0.6, 4), rising(0.58, 4), falling(1.1, 4), falling(1.15, 4))
    for epochs, kind in ((well, "fine"), (under, "underfitting")):
        (seen,) = coach(design, epochs, 10_000)
        assert (seen.kind, seen.project, seen.other_edit or seen.edit) == (kind, led, "further_block")


def test_a_curve_that_rises_to_its_end_is_still_improving_by_what_the_line_says():
    epochs = curve(20, lambda n: 0.5 + 0.016 * n, lambda n: 0.5 + 0.015 * n, falling(0.4, 9), falling(0.5, 9))
    (seen,) = coach(with_training(WITH_DROPOUT, epochs=20), epochs, 10_000)
    assert (seen.kind, seen.edit) == ("still_improving", "longer")
    assert seen.numbers["gain"] == pytest.approx(0.015 * 5)
    assert seen.epochs == (15, 20)


def test_how_far_it_rose_is_told_by_measured_epochs_and_what_is_to_come_by_no_number():
    epochs = curve(20, lambda n: 0.5 + 0.016 * n, lambda n: 0.5 + 0.015 * n, falling(0.4, 9), falling(0.5, 9))
    (seen,) = coach(with_training(WITH_DROPOUT, epochs=20), epochs, 10_000)
    assert sentence(seen) == (
        "The validation accuracy still rose when training ended: it was 74.0 % on average over epochs 15 to 17, and "
        "78.5 % over the last 3. More epochs would clearly add more."
    )
    assert seen.project is None  # project 3 says that more epochs buy little


def test_a_run_that_was_stopped_needs_no_longer_design_but_its_own_epochs():
    epochs = curve(20, lambda n: 0.5 + 0.016 * n, lambda n: 0.5 + 0.015 * n, falling(0.4, 9), falling(0.5, 9))
    (ended,) = coach(with_training(WITH_DROPOUT, epochs=20), epochs, 10_000)
    (stopped,) = coach(with_training(WITH_DROPOUT, epochs=30), epochs, 10_000)
    assert (ended.edit, stopped.edit) == ("longer", None)
    assert sentence(stopped).endswith("The design has 30 epochs.")


def test_early_stopping_used_up_its_patience_so_that_longer_takes_more_of_it():
    """The accuracy rises to the end, and the loss has not fallen for ten epochs."""
    epochs = curve(30, lambda n: 0.5 + 0.01 * n, lambda n: 0.5 + 0.01 * n, falling(0.4, 9), lambda n: abs(n - 20) + 1.0)
    seen = {one.kind: one for one in coach(WITH_DROPOUT, epochs, 10_000)}
    assert seen["still_improving"].edit == "longer"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_epochs_are_too_few_to_say_more(count):
    epochs = curve(count, rising(0.8, 5), rising(0.8, 5), falling(0.5, 5), falling(0.5, 5))
    assert kinds(PLAIN, epochs) == ["few_epochs"]
    assert "too few" in sentence(coach(PLAIN, epochs)[0])


def test_a_first_run_of_two_epochs_is_told_of_its_few_epochs_and_of_no_leak():
    """As measured: project 0 on CIFAR-10, 44.1 % after two epochs, 2.4 points above the training accuracy."""
    accuracies, validated = {1: 0.322, 2: 0.417}, {1: 0.391, 2: 0.441}
    design = PRESETS["0"].experiment
    epochs = curve(2, accuracies.__getitem__, validated.__getitem__, falling(1.6, 2), falling(1.55, 2))
    assert kinds(design, epochs) == ["few_epochs"]
    leaking = changed(design, data=Data(images=design.images, trains_on_validation=True))
    assert kinds(leaking, epochs) == ["validation_above_training", "few_epochs"]


def test_nothing_is_said_of_a_leak_while_the_training_accuracy_still_climbs():
    epochs = curve(8, lambda n: 0.3 + 0.02 * n, lambda n: 0.325 + 0.02 * n, falling(1.0, 9), falling(1.0, 9))
    assert kinds(PLAIN, epochs) == ["still_improving"]
    level = curve(30, rising(0.82, 5), rising(0.86, 5), falling(0.5, 5), falling(0.4, 5))
    assert "validation_above_training" in kinds(PLAIN, level)


def test_few_epochs_of_which_the_last_is_worse_are_not_called_improving():
    measured = {1: 0.15, 2: 0.2, 3: 0.228, 4: 0.191}
    epochs = curve(4, rising(0.3, 3), measured.__getitem__, falling(2.0, 3), falling(2.0, 3))
    (seen,) = coach(PLAIN, epochs)
    assert "improving" not in TITLES[seen.kind]
    assert "After 4 epochs the validation accuracy is 19.1 %, below the 22.8 % of epoch 3." in sentence(seen)


def test_without_an_epoch_there_is_nothing_to_say():
    assert coach(PLAIN, []) == ()


def test_accuracies_that_stay_at_chance_are_a_dead_network():
    guess = curve(10, lambda n: 0.1 + 0.002 * (n % 3), lambda n: 0.1, lambda n: 2.303, lambda n: 2.303)
    (seen,) = coach(PLAIN, guess, 10_000)
    assert (seen.kind, seen.edit, seen.numbers["chance"]) == ("dead", "batch_normalization", 0.1)


def test_a_dead_network_at_a_high_rate_is_told_of_the_rate_too():
    guess = curve(10, lambda n: 0.1, lambda n: 0.1, lambda n: 2.31, lambda n: 2.31)
    seen = coach(with_training(PLAIN, learning_rate=0.1), guess, 10_000)
    assert [one.kind for one in seen] == ["dead", "rate_too_high"]
    assert [one.edit for one in seen] == ["smaller_rate", "smaller_rate"]


def test_a_training_loss_that_jumps_is_a_learning_rate_that_is_too_high_in_that_epoch():
    def loss(epoch: int) -> float:
        return falling(0.4, 5)(epoch) + (2.0 if epoch in (9, 17) else 0.0)

    epochs = curve(25, rising(0.85, 5), rising(0.82, 5), loss, falling(0.5, 5))
    seen = coach(with_training(WITH_DROPOUT, learning_rate=0.02), epochs, 10_000)[0]
    assert (seen.kind, seen.epochs, seen.edit) == ("rate_too_high", (9, 17), "smaller_rate")
    assert "epochs 9 and 17" in sentence(seen) and "0.02" in sentence(seen)


def test_an_accuracy_that_collapses_is_one_too_and_so_is_a_loss_that_never_falls():
    fallen = curve(20, lambda n: 0.1 if n > 12 else 0.7, lambda n: 0.1 if n > 12 else 0.7, lambda n: 2.3, lambda n: 2.3)
    assert kinds(PLAIN, fallen)[0] == "rate_too_high"
    never = curve(20, lambda n: 0.25 + 0.01 * (n % 2), lambda n: 0.25, lambda n: 2.05 - 0.05 * (n % 2), lambda n: 2.0)
    seen = coach(PLAIN, never, 10_000)[0]
    assert seen.kind == "rate_too_high" and "has not fallen" in sentence(seen)


def test_a_validation_accuracy_above_training_is_put_down_to_dropout_and_augmentation_where_there_are_any():
    epochs = curve(30, rising(0.82, 5), rising(0.86, 5), falling(0.5, 5), falling(0.4, 5))
    (seen,) = coach(WITH_DROPOUT, epochs, 10_000)
    assert seen.kind == "validation_above_training" and "dropout (up to 0.5)" in sentence(seen)
    both = with_training(WITH_DROPOUT, augmentation=Augmentation(rotation=10))
    assert "augmentation" in sentence(coach(both, epochs, 10_000)[0])


def test_without_them_it_may_be_a_leak_and_a_known_leak_is_named():
    epochs = curve(30, rising(0.82, 5), rising(0.86, 5), falling(0.5, 5), falling(0.4, 5))
    assert "are among the training images" in sentence(coach(PLAIN, epochs, 10_000)[0])
    leaking = changed(PLAIN, data=Data(images=PLAIN.images, trains_on_validation=True))
    assert "trained on its validation images" in sentence(coach(leaking, epochs, 10_000)[0])


def test_validation_accuracies_that_swing_more_than_they_gain_are_noise_and_the_best_epoch_is_kept():
    def swinging(epoch: int) -> float:
        return rising(0.82, 6)(epoch) + (0.02 * (-1) ** epoch if epoch > 10 else 0.0)

    epochs = curve(60, rising(0.86, 6), swinging, falling(0.4, 6), falling(0.5, 6))
    (seen,) = coach(WITH_DROPOUT, epochs, 10_000)
    assert (seen.kind, seen.edit) == ("noise", "keep_best")
    assert seen.numbers["swing"] == pytest.approx(0.04 / 2**0.5, rel=0.05)
    assert coach(with_training(WITH_DROPOUT, keep="best"), epochs, 10_000)[0].edit == "smaller_rate"


def test_there_is_a_heading_for_every_kind_and_a_button_for_every_change():
    from typing import get_args

    from builder.analysis.coach import Kind
    from builder.design.edit.treatments import Treatment

    assert set(TITLES) == set(get_args(Kind))
    assert set(TREATMENTS) == set(get_args(Treatment))


@pytest.mark.parametrize("project", list(PRESETS))
def test_each_of_the_courses_curves_gets_one_to_three_sentences_and_changes_that_fit(project):
    seen = coached(read_results(), project)
    assert 1 <= len(seen) <= 3
    for one in seen:
        assert one.edit is None or helps(PRESETS[project].experiment, one.edit)
        assert one.project is None or one.project in PRESETS
        assert sentence(one).endswith(".") and "\n" not in sentence(one)


def test_the_table_in_the_document_is_what_the_coach_says():
    text = (ROOT / "docs" / "coach.md").read_text(encoding="utf-8")
    assert text == with_table(text, coached_table(read_results()), MARKER)
