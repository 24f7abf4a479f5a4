"""A network is put together on the Build page, without a browser."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from builder import presets
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.ui.build import address, share
from builder.ui.session import history
from builder.ui.sidebar import fields as sidebar_fields
from tests.patience import HANG_SECONDS
from tests.ui.build.page import blocks, is_disabled, name_shown, preset, press, total, words
from tests.ui.opened import ROOT, checked, labelled, show_tab

#: Parameters of the 21 projects, as the slides' layers add up.
DOCUMENTED_TOTALS = {
    "0": 263_402, "1": 76_042, "2": 36_138, "3": 33_098, "4": 421_546, "5": 421_546, "6": 454_666, "7": 463_914,
    "8": 1_238_506, "9a": 1_238_506, "9b": 1_238_506, "10": 1_242_666, "11": 1_964_842, "12": 1_964_970,
    "13": 1_967_018, "14": 1_967_018, "15": 1_967_018, "15b": 1_967_018, "16": 1_967_018, "17": 1_967_018,
    "18": 1_967_018,
}  # fmt: skip


def test_a_first_visit_opens_project_0_on_the_digits_and_can_train(visit):
    app = visit()
    assert name_shown(app) == "Project 0"
    assert total(app) == 263_402
    assert "Digits" in words(app)
    assert not is_disabled(app, "Train")
    assert is_disabled(app, "Undo") and is_disabled(app, "Redo")


def test_a_visit_has_training_made_ready_and_only_once_the_page_is_drawn(visit, monkeypatch, tmp_path, started):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path))
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "600")
    seen = []
    write_address = address.write  # the page's last act
    monkeypatch.setattr(address, "write", lambda *link: (seen.extend(started), write_address(*link)))
    visit()
    assert (seen, started) == ([], ["supervisor"])


def test_every_project_button_shows_the_parameters_that_the_slides_document(visit):
    app = visit()
    assert {id: total(preset(app, id)) for id in presets.PRESETS} == DOCUMENTED_TOTALS
    assert "trained until 90 %" in words(app)


def test_a_project_keeps_the_data_that_was_chosen(visit):
    app = visit("Training")
    checked(labelled(app.number_input, "Training images at most").set_value(400).run())
    preset(app, "9a")
    assert labelled(app.number_input, "Training images at most").value == 400
    assert "Digits, 400 training images" in words(app)


def test_twice_the_filters_change_the_total_as_keras_counts(visit):
    """3·3·3·64 + 64, then 16·16·64·32 + 32, then 32·10 + 10."""
    app = visit(project="0")
    checked(labelled(app.select_slider, "Filters").set_value(64).run())
    assert total(app) == 1_792 + 524_320 + 330
    assert "**Block 1** · 1 × 64 · pool" in blocks(app)


def test_blocks_are_added_moved_copied_and_deleted(visit):
    app = visit(project="4")
    before = blocks(app)
    press(app, "Move block 2 up")
    assert [label.split(" · ")[1] for label in blocks(app)] == ["1 × 64", "1 × 32", "1 × 128", "1 × 256"]
    press(app, "Move block 1 down")
    assert blocks(app) == before
    press(app, "Copy block 4")
    assert [label.split(" · ")[1] for label in blocks(app)][-2:] == ["1 × 256", "1 × 256"]
    for _ in range(5):
        press(app, "Delete block 1")
    assert blocks(app) == []
    assert "There is no convolution" in words(app)
    press(app, "Add a block")
    assert blocks(app) == ["**Block 1** · 1 × 32 · pool"]


def test_a_sixth_block_comes_without_the_pool_that_could_not_fit(visit):
    app = visit(project="4")
    press(app, "Add a block")
    press(app, "Add a block")
    assert blocks(app)[4:] == ["**Block 5** · 1 × 256 · pool", "**Block 6** · 1 × 256"]
    assert not is_disabled(app, "Train")
    press(app, "Add a block")
    press(app, "Add a block")
    assert is_disabled(app, "Add a block")


def test_a_closed_block_draws_no_fields_and_its_head_opens_and_closes_it(started):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.query_params["project"] = "4"
    checked(app.run())
    assert list(app.sidebar.select_slider) == []
    checked(app.button(key="open.conv_blocks.1").click().run())
    assert [slider.label for slider in app.sidebar.select_slider] == ["Filters", "Dropout", "L2 penalty"]
    checked(labelled(app.select_slider, "Filters").set_value(96).run())
    assert blocks(app)[1] == "**Block 2** · 1 × 96 · pool" and labelled(app.select_slider, "Filters").value == 96
    press(app, "Move block 2 up")
    assert labelled(app.select_slider, "Filters").value == 96  # it stays open where it goes
    checked(app.button(key="open.conv_blocks.1").click().run())
    assert list(app.sidebar.select_slider) == []
    assert blocks(app)[0] == "**Block 1** · 1 × 96 · pool"


def test_only_the_tab_in_front_is_drawn_and_what_was_set_behind_stays(visit):
    app = visit("Training", project="4")
    checked(labelled(app.select_slider, "Learning rate").set_value(0.01).run())
    assert blocks(app) == []
    show_tab(app, "Network")
    checked(app.run())
    assert len(blocks(app)) == 4 and "Learning rate" not in [slider.label for slider in app.select_slider]
    show_tab(app, "Training")
    checked(app.run())
    assert labelled(app.select_slider, "Learning rate").value == 0.01


def test_dense_layers_are_added_and_edited(visit):
    app = visit(project="0")
    press(app, "Add a dense layer")
    assert total(app) == 263_402 + 32 * 32 + 32
    checked(labelled(app.toggle, "Batch normalisation", 1).set_value(True).run())
    assert total(app) == 263_402 + 32 * 32 + 32 + 4 * 32
    press(app, "Delete dense layer 1")
    press(app, "Delete dense layer 1")
    assert total(app) == 896 + 8_192 * 10 + 10


def test_a_blocks_layers_are_chosen_and_what_does_not_act_is_not_offered(visit):
    """By hand: 27·32 weights without bias, then two of the four numbers that batch normalisation has for a map."""
    app = visit(project="0")
    checked(labelled(app.selectbox, "Activation").select("gelu").run())
    assert any("1 × 32 · GELU · pool" in button.label for button in app.button)
    assert "Normalisation scale" not in [toggle.label for toggle in app.toggle]
    checked(labelled(app.toggle, "Bias").set_value(False).run())
    assert total(app) == 263_402 - 32
    checked(labelled(app.button_group, "Batch normalisation").set_value("once").run())
    checked(labelled(app.toggle, "Normalisation scale").set_value(False).run())
    assert total(app) == 263_402 - 32 + 3 * 32
    checked(labelled(app.selectbox, "Order").select("pooling_first").run())
    block = app.session_state["builder.experiment"].network.conv_blocks[0]
    assert (block.activation, block.order, block.use_bias) == ("gelu", "pooling_first", False)


def test_undo_and_redo_walk_through_the_designs(visit):
    app = visit(project="0")
    preset(app, "4")
    checked(labelled(app.select_slider, "Filters", 3).set_value(128).run())
    changed = total(app)
    assert total(press(app, "Undo")) == 421_546
    assert labelled(app.select_slider, "Filters", 3).value == 256
    assert total(press(app, "Undo")) == 263_402
    assert is_disabled(app, "Undo")
    press(app, "Redo")
    assert total(press(app, "Redo")) == changed
    assert is_disabled(app, "Redo")
    press(app, "Undo")
    preset(app, "1")
    assert is_disabled(app, "Redo")


def test_a_design_that_does_not_fit_says_so_and_is_mended_by_its_button(visit):
    experiment = Experiment(network=Network(conv_blocks=(ConvBlock(filters=8),) * 6))
    app = visit(design=share.encode(experiment))
    assert is_disabled(app, "Train")
    assert "Train has to wait" in words(app)
    press(app, "Take the pooling out of block 6")
    assert not is_disabled(app, "Train")
    assert "Train has to wait" not in words(app)
    press(app, "Undo")
    assert is_disabled(app, "Train")


def test_a_design_too_large_for_the_machine_is_refused_and_mended_by_its_button(visit, monkeypatch):
    monkeypatch.setattr("builder.jobs.executor.local.machine.machine_memory", lambda: 2_500_000_000)
    wide = Network(conv_blocks=(ConvBlock(filters=256),))
    app = visit(design=share.encode(Experiment(network=wide, training=Training(batch_size=1024))))
    assert is_disabled(app, "Train")
    assert "Too large for this machine's memory" in words(app).replace("\\", "") and "can be used here" in words(app)
    press(app, "Batch 256")
    assert not is_disabled(app, "Train") and "batch 256" in words(app)


def test_a_name_is_shown_as_it_was_typed_and_never_as_markup(visit):
    app = visit()
    checked(labelled(app.text_input, "Name of this design").set_value("<b>a</b> **b** :red[c]").run())
    assert name_shown(app) == "\\<b\\>a\\</b\\> \\*\\*b\\*\\* \\:red\\[c\\]"
    checked(labelled(app.text_input, "Name of this design").set_value("  ").run())
    assert labelled(app.text_input, "Name of this design").value == "<b>a</b> **b** :red[c]"


@pytest.mark.parametrize(("picked", "redraws"), [(False, 0), (True, 1)])
def test_a_widget_that_only_repeats_what_it_showed_has_no_widget_drawn_afresh(monkeypatch, picked, redraws):
    """A browser repeats the last value of a widget that has just gone, and the keyboard must stay where it is."""
    monkeypatch.setattr(st, "session_state", {})
    history.open_experiment(presets.get("0").experiment)
    before = history.revision()
    bound = sidebar_fields.field("protocol", False, lambda experiment, _: experiment, redraw=True)
    st.session_state[bound["key"]] = picked
    bound["on_change"](*bound["args"])
    assert history.revision() == before + redraws and not history.can_undo()
