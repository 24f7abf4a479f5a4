"""How a design is trained is set on the Build page."""

import base64
import json
import zlib

import pytest
from streamlit.testing.v1 import AppTest

from builder import presets
from builder.design.experiment import Experiment
from builder.design.training.progressive_size import ProgressiveSize
from builder.ui.build import share
from builder.ui.session import history
from tests.ui.build.page import preset, words
from tests.ui.opened import checked, labelled


def protocol(app: AppTest, choice: bool) -> AppTest:
    control = labelled(app.segmented_control, "Protocol")
    return checked(control.set_value(choice).run())


def experiment_of(app: AppTest) -> Experiment:
    return app.session_state[history.EXPERIMENT]


def test_momentum_is_there_only_where_it_acts(visit):
    app = visit("Training", project="17")
    assert labelled(app.select_slider, "Momentum").value == 0.9
    checked(labelled(app.selectbox, "Optimiser").set_value("adam").run())
    assert [slider for slider in app.select_slider if slider.label == "Momentum"] == []
    assert "Adam 0.001" in words(app)


def test_another_optimiser_starts_at_its_own_learning_rate(visit):
    app = visit("Training", project="0")
    checked(labelled(app.selectbox, "Optimiser").set_value("sgd").run())
    assert labelled(app.select_slider, "Learning rate").value == 0.01
    assert "mostly used with a momentum of 0.9" in words(app)
    checked(labelled(app.select_slider, "Momentum").set_value(0.9).run())
    assert "mostly used with" not in words(app)


def test_the_schedule_is_chosen_right_below_the_learning_rate(visit):
    app = visit("Training", project="0")
    shown = [widget.label for widget in app.sidebar if hasattr(widget, "label")]
    assert shown[shown.index("Learning rate") + 1] == "Schedule of the learning rate"
    checked(labelled(app.selectbox, "Schedule of the learning rate").set_value("cosine").run())
    assert not next(fold for fold in app.sidebar.expander if fold.label == "More").proto.expanded


def test_a_schedule_without_a_warm_up_says_that_it_falls_and_has_no_first_share(visit):
    app = visit("Training", project="19")
    assert "Falls along a straight line from 0.04 to 0. Over " in words(app) and "Rises" not in words(app)
    assert "Muon 0.04, falling along a straight line to 0, momentum 0.6" in words(app)
    assert not [box for box in app.number_input if box.label == "First share"]
    checked(labelled(app.number_input, "Warm-up").set_value(0.1).run())
    assert labelled(app.number_input, "First share").value == 0.1 and "Rises to the learning rate" in words(app)


def test_the_help_follows_the_optimiser_and_muon_is_explained_in_plain_words_first(visit):
    app = visit("Training", project="19")
    assert "with Muon" in labelled(app.select_slider, "Momentum").help
    assert "Adam" not in labelled(app.select_slider, "Learning rate").help
    assert "Muon evens out each kernel's step, so that all its directions learn at the same pace" in words(app)
    checked(labelled(app.selectbox, "Optimiser").set_value("sgd").run())
    assert "0.01 suits SGD" in labelled(app.select_slider, "Learning rate").help


def test_no_cutout_is_larger_than_the_images(visit):
    app = visit("Training", project="19")
    assert labelled(app.select_slider, "Cutout").options[-1] == "32 px"


def test_what_refines_a_training_is_explained_where_it_is_chosen_and_nowhere_else(visit):
    app = visit("Training", project="0")
    explained = {
        "Falls slowly, then faster, then slowly again. Over ": ("Schedule of the learning rate", "cosine"),
        "The averages are what is validated, kept and exported.": ("Average of the weights", "lookahead"),
    }
    assert not any(text in words(app) for text in explained)
    for text, (label, kind) in explained.items():
        checked(labelled(app.selectbox, label).set_value(kind).run())
        assert text in words(app)
    checked(labelled(app.selectbox, "Optimiser").set_value("muon").run())
    assert "`keras.optimizers.Muon` gives every convolution to AdamW" in words(app)
    assert "Muon 0.001, cosine, down to 0 · " in words(app)
    assert "lookahead (every 5, decay 0.77, power 3)" in words(app)
    checked(labelled(app.selectbox, "Average of the weights").set_value("ema").run())
    assert labelled(app.number_input, "Decay").value == 0.99  # not the other kind's
    checked(labelled(app.selectbox, "Average of the weights").set_value("none").run())
    assert experiment_of(app).training.averaging is None


def test_early_stopping_is_switched_and_its_patience_set(visit):
    app = visit("Training", project="4")
    checked(labelled(app.number_input, "Patience for validation accuracy, in epochs").set_value(7).run())
    assert "stops after 7 epochs without a better validation accuracy" in words(app)
    checked(labelled(app.toggle, "Validation loss").set_value(True).run())
    assert "stops after 7 epochs without a better validation loss or validation accuracy" in words(app)
    checked(labelled(app.toggle, "Validation accuracy").set_value(False).run())
    checked(labelled(app.toggle, "Validation loss").set_value(False).run())
    assert "stops after" not in words(app)


def test_augmentation_steps_and_target_of_project_18_are_shown_and_can_be_changed(visit):
    app = visit("Training", project="18")
    assert labelled(app.select_slider, "Rotation").value == 25
    assert labelled(app.number_input, "Steps per epoch").value == 100
    assert labelled(app.number_input, "Validation accuracy reaches (%)").value == 90
    checked(labelled(app.number_input, "Validation accuracy reaches (%)").set_value(80).run())
    assert "until 80 % validation accuracy" in words(app)
    checked(labelled(app.toggle, "Augmentation").set_value(False).run())
    assert "augmentation" not in words(app).split("Digits, ")[1].split("\n")[0]


def test_what_keras_s_generator_lacks_is_chosen_where_augmentation_is_on_and_travels_in_the_link(visit):
    app = visit("Training", project="0")
    assert not any("reflect" in slider.label for slider in app.select_slider)
    checked(labelled(app.toggle, "Augmentation").set_value(True).run())
    checked(labelled(app.select_slider, "Crop after reflect-padding").set_value(2).run())
    checked(labelled(app.select_slider, "Cutout").set_value(24).run())
    assert "Cutout hides most of each image" in words(app)
    checked(labelled(app.toggle, "Mirror left and right").set_value(True).run())
    checked(labelled(app.toggle, "Every other time instead of by chance").set_value(True).run())
    augmentation = experiment_of(app).training.augmentation
    assert (augmentation.crop, augmentation.cutout, augmentation.horizontal_flip) == (2, 24, "alternating")
    assert share.decode("".join(app.query_params["design"])) == experiment_of(app)
    checked(labelled(app.toggle, "Mirror left and right").set_value(False).run())
    assert experiment_of(app).training.augmentation.horizontal_flip is False


def test_the_mirror_average_is_chosen_under_more_and_told_with_what_is_missing_for_it(visit):
    app = visit("Training", project="0")
    checked(labelled(app.toggle, "Mirror average").set_value(True).run())
    assert "mean with the mirror image" in words(app) and "Digits and letters have no mirror image" in words(app)
    assert experiment_of(app).training.mirror_average
    assert share.decode("".join(app.query_params["design"])) == experiment_of(app)


def test_smaller_images_first_are_chosen_under_more_and_a_network_that_takes_one_size_is_refused(visit):
    app = visit("Training", project="0")
    assert not any(slider.label == "In this part of the steps" for slider in app.select_slider)
    checked(labelled(app.number_input, "Smaller images first, in pixels").set_value(20).run())
    assert "20 px until 50 % of the steps" in words(app) and "takes images of one size" in words(app)
    checked(labelled(app.select_slider, "In this part of the steps").set_value(0.3).run())
    assert experiment_of(app).training.progressive_size == ProgressiveSize(size=20, until=0.3)
    assert share.decode("".join(app.query_params["design"])) == experiment_of(app)


@pytest.mark.parametrize("id", ["16", "18"])
def test_a_project_whose_slides_ran_another_protocol_offers_it_and_says_what_it_means(visit, id):
    app = preset(visit(), id)
    assert experiment_of(app).name == f"Project {id}" and presets.identify(experiment_of(app)) == id
    app = protocol(app, True)
    slides = presets.get(id).as_in_slides
    assert experiment_of(app) == slides.on("digits")
    assert "Its runs are marked “validation images were trained on”" in words(app)
    assert "The validation images are trained on" in words(app)
    assert "validation images among them" in words(app)
    assert share.decode("".join(app.query_params["design"])) == experiment_of(app)
    app = protocol(app, False)
    assert experiment_of(app) == presets.get(id).experiment.on("digits")


def test_other_projects_offer_no_protocol_and_leave_the_slides_behind(visit):
    app = protocol(preset(visit(), "16"), True)
    app = preset(app, "15")
    assert not [control for control in app.segmented_control if control.label == "Protocol"]
    assert experiment_of(app) == presets.get("15").experiment.on("digits")


def test_a_link_to_a_design_as_in_the_slides_opens_it(visit):
    slides = presets.get("18").as_in_slides.on("digits")
    app = visit("Training", design=share.encode(slides))
    assert experiment_of(app) == slides
    assert labelled(app.segmented_control, "Protocol").value is True
    assert "until 90 % test accuracy, at most 1,000 epochs of 100 steps" in words(app)
    target = labelled(app.number_input, "Test accuracy reaches (%)")
    checked(target.set_value(85.0).run())
    assert experiment_of(app).training.target_test_accuracy == 0.85


def test_a_target_keeps_the_best_epoch_and_the_plan_says_what_ends_the_training(visit):
    app = visit("Training")
    checked(labelled(app.number_input, "Validation accuracy reaches (%)").set_value(90.0).run())
    assert experiment_of(app).training.keep == "best"
    assert labelled(app.segmented_control, "Keep the weights of the").value == "best"
    checked(labelled(app.number_input, "Minutes").set_value(30.0).run())
    assert "until 90 % validation accuracy, at most 20 epochs or 30 min" in words(app)
    assert "keeps the best epoch" in words(app)
    checked(labelled(app.number_input, "Validation steps").set_value(2).run())
    assert "validates on 200 images" in words(app)
    training = experiment_of(app).training
    assert (training.target_validation_accuracy, training.time_limit, training.validation_steps) == (0.9, 30.0, 2)


BAD_TRAINING = [
    ({"target_validation_accuracy": 1.5}, "target_validation_accuracy is 1.5"),
    ({"time_limit": 0}, "time_limit is 0"),
    ({"target_validation_accuracy": 0.9, "target_test_accuracy": 0.9}, "are both given; give one"),
]


@pytest.mark.parametrize("training, part", BAD_TRAINING)
def test_a_link_with_an_impossible_target_is_one_sentence_and_nothing_is_lost(visit, training, part):
    code = base64.urlsafe_b64encode(zlib.compress(json.dumps({"training": training}).encode())).decode().rstrip("=")
    app = visit(design=code)
    (error,) = [error.value.replace("\\", "") for error in app.error]
    assert part in error and "Project 0 is open instead" in error
