"""The sections "Inside" and "Which parts matter", whose questions the test answers as the inference process would."""

import re

import numpy as np
import pytest

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.design.cost.summary import summarize
from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.engine.inside import grad_cam
from builder.engine.snapshots import save_snapshot
from builder.progress.parts import Parts
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.parts import load_parts
from builder.ui.classify import carried
from builder.ui.classify.picture import Picture
from builder.ui.run import answers
from builder.ui.run_page.images import picture_tiles
from builder.ui.run_page.inside import looked_picture, places
from builder.ui.run_page.inside import maps as inside_maps
from builder.ui.run_page.parts_verdict import verdict
from builder.ui.run_page.sections import SECTIONS
from builder.ui.session import chosen_run
from tests.jobs.small_networks import small, speaking_against
from tests.ui.classify.pictures import png
from tests.ui.made_runs import ended_run
from tests.ui.opened import labelled, opened_page, run
from tests.ui.run_page.made_predictions import keep_predictions
from tests.ui.run_page.opened import ME, words


@pytest.fixture
def network(db):
    """A run of three epochs with weights and snapshots."""
    made = ended_run(db, small(), ME, accuracy=0.6)
    folder = artifacts_of(load_settings()).folder(made.id)
    for epoch in (1, 2, 3):
        save_snapshot(build_model(made.experiment, seed=epoch), epoch, folder)
    save_bundle(build_model(made.experiment, seed=3), made.experiment, folder)
    return made


def visit(network, section: str = "Inside"):
    return opened_page("run", {"id": network.id, "show": section})


def pictures(app, of: str) -> list[str]:
    """The addresses of the pictures whose text begins so."""
    return re.findall(rf'<img src="([^"]+)" alt="{of}', "".join(part.value for part in app.markdown))


def choose(app, view: str):
    app.session_state["inside.view"] = view
    return run(app)


def test_two_classes_stand_side_by_side_and_any_other_can_be_chosen(network, asked):
    app = visit(network)
    assert asked == ["explain"]
    heats = pictures(app, "The places that speak for")
    assert len(heats) == 2
    assert len(pictures(app, "The picture as the network sees it")) == 1
    labelled(app.selectbox, "Class").set_value(7)
    run(app)
    assert asked == ["explain", "explain"]
    assert "For <b>7</b>" in words(app)
    assert len(pictures(app, "The places that speak for 7")) >= 1


def test_what_was_asked_once_is_answered_at_once_for_everybody(network, asked):
    visit(network)
    visit(network)
    assert asked == ["explain"]


def test_another_image_is_another_question_and_says_what_it_is(network, asked):
    app = visit(network)
    app.number_input(key=looked_picture.NUMBER).set_value(3)
    run(app)
    assert asked == ["explain", "explain"]
    assert re.search(r"It is: <b>\d</b>", words(app))


def test_an_image_has_its_number_on_the_page_and_its_index_in_the_data_set(network, asked):
    app = visit(network)
    indices = held_out_indices(network.experiment, "validation", load_settings())
    app.number_input(key=looked_picture.NUMBER).set_value(3)
    assert f"Validation image 3 of 299 · index {indices[2]} in the data set" in words(run(app))


def test_the_address_names_the_picture_that_is_looked_at(network, asked):
    app = opened_page("run", {"id": network.id, "show": "Inside", "picture": "3"})
    assert "Validation image 3 of 299" in words(app)
    app.number_input(key=looked_picture.NUMBER).set_value(5)
    assert "Validation image 5 of 299" in words(run(app)) and app.query_params["picture"] == "5"
    for odd in ("0", "-1", "300", "²", "3.5", "9" * 5000, "<script>"):
        app.query_params["picture"] = odd
        assert "Validation image 1 of 299" in words(run(app)), odd


def test_where_grad_cam_has_no_answer_the_page_says_why_and_shows_that_of_occlusion(network, asked):
    model = speaking_against(build_model(network.experiment, seed=3), 4)
    save_bundle(model, network.experiment, artifacts_of(load_settings()).folder(network.id))
    app = visit(network)
    assert "finds nothing for" not in words(app)
    labelled(app.selectbox, "Class").set_value(4)
    app = run(app)
    assert "by occlusion: Grad-CAM found nothing" in words(app)
    assert "Shown is occlusion, as Grad-CAM found nothing here for 4. A square in the picture" in words(app)
    assert "the maps of conv2d_1 leave nothing above zero." in words(app)
    labelled(app.segmented_control, "Method").set_value("Occlusion")
    assert "Grad-CAM" not in words(run(app))


def test_a_picture_of_which_grad_cam_has_no_map_opens_on_occlusion_and_says_what_that_shows(
    network, asked, monkeypatch
):
    speaking = grad_cam.grad_cams
    monkeypatch.setattr(grad_cam, "grad_cams", lambda *of: 0 * speaking(*of))
    monkeypatch.setattr(grad_cam, "layers_with_a_map", lambda model, image, place, layers: layers)
    labels = keep_predictions(load_settings(), network, {})
    app = visit(network)
    assert labelled(app.segmented_control, "Method").value == "Occlusion"
    assert asked == ["explain", "explain"]
    told = words(app)
    assert re.search(r"Grad-CAM finds nothing for \d in this picture; this is the other method, Occlusion\.", told)
    (said,) = re.findall(r"It said \*\*(\d)\*\*, \d+ %\.(?: It is|  ?Covering)", told)
    assert f"Of the class {said}, those that it answers most alike" in told
    assert (f"Of the class {labels[0]}, those" in told) == (f"It is **{labels[0]}**." in told or said == str(labels[0]))
    first = next(button for button in app.button if button.label.startswith("Grad-CAM of conv2d,"))
    first.click()
    app = run(app)
    assert labelled(app.segmented_control, "Method").value == "Grad-CAM"  # for this picture, as it was asked for
    assert labelled(app.selectbox, "Layer").value == "conv2d"
    app.number_input(key=looked_picture.NUMBER).set_value(3)
    app = run(app)
    assert labelled(app.segmented_control, "Method").value == "Occlusion"


def test_occlusion_that_was_chosen_stays_chosen_for_the_next_picture(network, asked):
    app = visit(network)
    labelled(app.segmented_control, "Method").set_value("Occlusion")
    app = run(app)
    app.number_input(key=looked_picture.NUMBER).set_value(3)
    app = run(app)
    assert labelled(app.segmented_control, "Method").value == "Occlusion"
    assert "the other method" not in words(app) and "framed place" in words(app)


def test_it_opens_on_a_picture_that_shows_something_and_else_on_the_first(network, asked, monkeypatch):
    images = held_out_images(network.experiment, "validation", load_settings(), range(2)).images
    speaking = grad_cam.grad_cams_of

    def not_for_the_first(model, pictures, *others):
        maps = speaking(model, pictures, *others)
        maps[[np.array_equal(picture, images[0]) for picture in pictures]] = 0
        return maps

    monkeypatch.setattr(grad_cam, "grad_cams_of", not_for_the_first)
    assert "Validation image 2 of 299" in words(visit(network))
    assert "Validation image 1 of 299" in words(
        opened_page("run", {"id": network.id, "show": "Inside", "picture": "1"})
    )
    monkeypatch.setattr(answers, "_answered", {})
    monkeypatch.setattr(grad_cam, "grad_cams_of", lambda *asked: 0 * speaking(*asked))
    assert "Validation image 1 of 299" in words(visit(network))


def test_where_a_map_is_empty_an_earlier_layer_and_the_likeliest_class_are_one_click_away(network, asked, monkeypatch):
    monkeypatch.setattr(grad_cam, "layers_with_a_map", lambda model, image, place, layers: layers)
    model = speaking_against(build_model(network.experiment, seed=3), 4)
    save_bundle(model, network.experiment, artifacts_of(load_settings()).folder(network.id))
    app = visit(network)
    labelled(app.selectbox, "Class").set_value(4)
    labelled(app.selectbox, "Beside it").set_value(4)
    app = run(app)
    earlier, likeliest = app.button(key="inside.earlier.4"), app.button(key="inside.likeliest")
    assert earlier.label == "Grad-CAM of conv2d, which has a map for 4"
    likeliest.click()
    app = run(app)
    assert labelled(app.selectbox, "Class").value == places.FIRST
    app.button(key="inside.earlier.4").click()
    assert labelled(run(app).selectbox, "Layer").value == "conv2d"


def test_the_map_of_an_unlikely_class_is_fainter_than_that_of_the_likeliest():
    assert inside_maps.strength(0.9, 0.9) == 1
    assert inside_maps.strength(0.3, 0.6) == pytest.approx(0.5)
    assert inside_maps.strength(0.004, 0.99) == inside_maps.FAINTEST < 0.2


def test_a_picture_taken_from_classify_arrives_as_it_was_inverted_there(network, asked):
    paper = Picture(b"", np.full((32, 32, 3), 250, np.uint8), "Your picture")
    state = {carried.CARRIED: carried.Carried(paper, True), carried.ARRIVING: True}
    app = visit(network, chosen_run.INSIDE)
    for name, value in state.items():
        app.session_state[name] = value
    run(app)
    assert chosen_run.INSIDE in [section.title for section in SECTIONS]
    assert app.toggle(key="classify.invert").value and "The picture from Classify" in words(app)
    assert len(pictures(app, "The places that speak for")) == 2 and "It is:" not in words(app)
    assert pictures(app, "The picture as the network sees it") == [picture_tiles.png_address(255 - paper.pixels)]


def test_the_epoch_slider_goes_from_before_training_to_the_kept_weights_and_changes_the_pictures(network, asked):
    app = choose(visit(network), "How it grew")
    slider = labelled(app.select_slider, "Epoch")
    assert slider.options == ["before training", "1", "2", "3 (kept)"]
    last = pictures(app, "The places that speak for"), pictures(app, "Filter")
    assert len(last[1]) == 6
    slider.set_value(1)
    run(app)
    first = pictures(app, "The places that speak for"), pictures(app, "Filter")
    assert first[0] != last[0] and first[1] != last[1]
    assert asked == ["explain", "growth"]  # moving the slider asks nothing more


def test_a_layer_that_is_chosen_shows_its_maps(network, asked):
    app = choose(visit(network), "Layer by layer")
    assert len(pictures(app, "Map ")) == 6
    assert "**conv2d** · its 6 maps of 32 × 32" in words(app)
    assert asked == ["explain", "feature-maps", "feature-maps", "one-value"]  # the first is of the view that opens
    labelled(app.selectbox, "Layer").set_value("conv2d_1")
    run(app)
    assert "**conv2d_1** · its 6 maps of 16 × 16" in words(app)
    labelled(app.selectbox, "Layer").set_value("dense")
    run(app)
    assert len(pictures(app, "The numbers of dense")) == 1
    assert len(pictures(app, "A map of block 1")) == 4


def test_any_number_of_a_convolution_is_told_as_window_times_kernel(network, asked):
    app = choose(visit(network), "Layer by layer")
    for name, place in (("Map", 3), ("Row", 12), ("Column", 9)):
        labelled(app.number_input, name).set_value(place)
    run(app)
    image = held_out_images(network.experiment, "validation", load_settings(), [0]).images[0] / 255
    kernels, biases = build_model(network.experiment, seed=3).get_layer("conv2d").get_weights()
    sums = (image[10:13, 7:10] * kernels[..., 2]).sum(axis=(0, 1))
    total = sum(sums) + biases[2]
    assert "The picture is grey" in words(app)  # of the three equal windows
    shown = re.findall(r"<b>([−0-9.]+)</b><small>(.*?)</small>", words(app))
    expected = [*zip(sums, ("red", "green", "blue"), strict=True), (biases[2], "bias"), (total, "sum")]
    assert [name for _, name in shown[:5]] == [name for _, name in expected]
    for (number, _), (value, _) in zip(shown, expected, strict=False):
        assert float(number.replace("−", "-")) == pytest.approx(value, abs=0.0051)
    assert float(shown[5][0]) == pytest.approx(max(0, total), abs=0.0051)
    labelled(app.selectbox, "Layer").set_value("conv2d_1")
    assert "3 more maps" in words(run(app)) and "The picture is grey" not in words(app)
    labelled(app.selectbox, "Layer").set_value("dense")
    assert 'class="one-value"' not in words(run(app))


def test_a_picture_of_ones_own_is_looked_at_too(network, asked):
    app = visit(network)
    app.session_state[looked_picture.SOURCE] = looked_picture.OWN
    run(app)
    assert "Give it a picture" in words(app)
    app.file_uploader(key="inside.upload").set_value([("mine.png", png(), "image/png")])
    run(app)
    assert len(pictures(app, "The places that speak for")) == 2
    assert "It is:" not in words(app)


def test_an_answer_that_failed_is_a_sentence_with_another_try(network, asked):
    artifacts_of(load_settings()).remove(network.id)
    app = visit(network)
    assert "There are no saved weights" in words(app)
    assert labelled(app.button, "Try again")


def test_the_parts_are_measured_when_somebody_asks_and_shown_from_then_on(network, asked):
    app = visit(network, "Which parts matter")
    assert asked == [] and "measured on 299 validation images" in words(app)
    # What needs no measurement is there at once.
    (costs,) = (table.value for table in app.dataframe)
    assert np.isclose(costs["Share of them"].sum(), 100) and "Time" not in costs
    app.button(key="parts.measure").click()
    run(app)
    app = visit(network, "Which parts matter")
    assert asked == ["parts"]
    without, costs = (table.value for table in app.dataframe)
    # The digits are grey, so that no colour can be taken away.
    assert without["Without"].tolist() == ["block 1", "block 2", "dense 1"]
    assert "half of " in words(app) and "it can only guess" in words(app)
    kept = load_parts(artifacts_of(load_settings()), network.id, network.experiment)
    assert np.allclose(without["Silenced"], [100 * share for share in kept.zeroed])
    assert np.isclose(costs["Share of them"].sum(), 100) and np.isclose(costs["Share of the time"].sum(), 100)
    assert "of the first 299 validation images" in words(app)


def test_blocks_that_differ_by_no_more_than_chance_are_named_together():
    summary = summarize(small())

    def told(*halved: float) -> str:
        return verdict(summary, Parts(299, 0.7, halved, (0.1,) * 3, (0.1,) * 3, (0.7,) * 3, ())).replace("\xa0", " ")

    # Of 299 images, the 95 % interval around 59.2 % goes from 53.5 to 64.6 %.
    assert told(0.579, 0.592, 0.132).startswith(
        "Silencing half of **dense 1** hurts most: 13.2 % right. Silencing half of **block 1** or **block 2** hurts "
        "least: 57.9 % to 59.2 % right. Blocks named together differ by no more than may be chance."
    )
    assert "Blocks named together" not in told(0.3, 0.592, 0.132)
    assert "no block stands out" in told(0.59, 0.592, 0.6)


def test_what_was_measured_and_cannot_be_read_can_be_measured_again(network, asked):
    artifacts_of(load_settings()).save_arrays(network.id, "parts", {"images": np.zeros(1)})
    app = visit(network, "Which parts matter")
    assert "cannot be read; measure it again" in words(app)
    app.button(key="parts.measure").click()
    run(app)
    assert len(visit(network, "Which parts matter").dataframe) == 2
