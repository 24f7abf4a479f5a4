"""Blocks are chosen in the network's picture, and edited below it."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from builder.ui.build import picture_editor
from builder.ui.session import open_blocks
from builder.ui.session.open_blocks import Part
from tests.patience import HANG_SECONDS
from tests.ui.build.page import is_disabled, press, total, words
from tests.ui.opened import ROOT, checked, labelled


@pytest.fixture
def build(started):
    """The Build page with project 4 (32, 64, 128 and 256 filters, one dense layer), all blocks closed."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.query_params["project"] = "4"
    return checked(app.run())


def choose(app: AppTest, section: str, block_id: int | None = None) -> AppTest:
    """As a click in the picture, of which AppTest knows nothing."""
    app.session_state[open_blocks.CHOSEN] = Part(section, block_id)
    return checked(app.run())


def chosen(app: AppTest) -> object:
    return app.session_state[open_blocks.CHOSEN]


def filters(app: AppTest) -> list[str]:
    """The conv blocks' filters, by their heads in the sidebar."""
    heads = (button.label for button in app.sidebar.button if "**Block" in button.label)
    return [head.split(" · ")[1].removeprefix("1 × ") for head in heads]


def picture(app: AppTest) -> dict:
    """What the browser is given to draw."""
    [component] = [one for one in app.get("bidi_component") if "notes" in one.proto.json]
    told = json.loads(component.proto.json)
    return told | {"notes": dict(told["notes"])}


def sliders(app: AppTest, where) -> list[str]:
    return [slider.label for slider in where.select_slider]


def test_every_box_belongs_to_a_part_and_says_what_it_is(build):
    notes = picture(build)["notes"]
    assert [note[0] for note in notes.values()] == [
        "images", *(f"conv_blocks.{number}" for number in (0, 0, 1, 1, 2, 2, 3, 3)), "dense_blocks.0", "output"
    ]  # fmt: skip
    assert notes["conv2d_1"][1] == "Convolution · block 2" and "18,496 parameters" in notes["conv2d_1"][2]


def test_the_chosen_block_has_its_fields_below_the_picture_and_an_edit_changes_both(build):
    assert sliders(build, build.main) == []
    app = choose(build, "conv_blocks", 1)
    assert picture(app)["chosen"] == "conv_blocks.1"
    assert sliders(app, app.main) == ["Filters", "Dropout", "L2 penalty"] and sliders(app, app.sidebar) == []
    before = picture(app)["drawing"]
    assert "wide" not in picture(app)  # it is as it was, and the browser has it
    checked(labelled(app.main.select_slider, "Filters").set_value(96).run())
    assert filters(app) == ["32", "96", "128", "256"] and picture(app)["drawing"] != before
    assert "96 maps" in words(app)
    press(app, "Undo")
    assert labelled(app.main.select_slider, "Filters").value == 64


def test_the_chosen_block_names_its_activation_where_it_is_not_relu(started):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.query_params["project"] = "19"
    app = choose(checked(app.run()), "conv_blocks", 0)
    assert "**Convolution**: 31×31" in words(app) and "**Activation, GELU**: 15×15" in words(app)


def test_fields_are_in_one_place_and_the_head_in_the_sidebar_takes_them_back(build):
    checked(build.button(key="open.conv_blocks.1").click().run())
    app = choose(build, "conv_blocks", 1)
    assert sliders(app, app.sidebar) == []
    checked(app.button(key="open.conv_blocks.1").click().run())
    assert sliders(app, app.main) == [] and len(sliders(app, app.sidebar)) == 3
    choose(app, "conv_blocks", 1)
    press(app, "Close")
    assert sliders(app, app.main) == [] and len(sliders(app, app.sidebar)) == 3


def test_blocks_are_added_moved_copied_and_deleted_from_the_picture(build):
    app = choose(build, "conv_blocks", 1)
    press(app, "Move block 2 left")
    assert filters(app) == ["64", "32", "128", "256"] and chosen(app) == Part("conv_blocks", 1)
    press(app, "Add a block after it")
    assert filters(app) == ["64", "64", "32", "128", "256"]
    checked(labelled(app.main.select_slider, "Filters").set_value(8).run())  # the new one is chosen
    assert filters(app) == ["64", "8", "32", "128", "256"]
    press(app, "Copy block 2")
    press(app, "Delete block 3")
    assert filters(app) == ["64", "8", "32", "128", "256"]
    press(app, "Delete block 3")  # its neighbour, which was chosen then
    assert filters(app) == ["64", "8", "128", "256"]
    for _ in range(5):
        press(app, "Undo")
    assert filters(app) == ["64", "32", "128", "256"]


def test_an_empty_network_is_built_from_its_input_and_its_output(build):
    app = build
    for section, blocks in (("conv_blocks", 4), ("dense_blocks", 1)):
        for number in range(blocks):
            choose(app, section, number)
            press(app, f"Delete {'block' if section == 'conv_blocks' else 'dense layer'} 1")
    assert total(app) == 32 * 32 * 3 * 10 + 10
    choose(app, "images")
    press(app, "Add a block after it")
    assert filters(app) == ["32"]
    choose(app, "output")
    press(app, "Add a dense layer before it")
    # 3·3·3·32 + 32, then 16·16·32·32 + 32, then 32·10 + 10: project 0 again.
    assert total(app) == 263_402


def test_a_block_that_went_with_its_design_leaves_no_panel(build):
    app = choose(build, "conv_blocks", 3)
    checked(app.button(key="preset.0").click().run())
    assert sliders(app, app.main) == [] and picture(app)["chosen"] == "conv_blocks.3"


def test_there_are_no_more_blocks_than_the_design_may_have(build):
    app = choose(build, "conv_blocks", 3)
    for _ in range(4):
        press(app, "Add a block after it")
    assert len(filters(app)) == 8
    assert is_disabled(app, "Add a block after it")


def test_the_keyboard_moves_and_deletes_the_block_that_it_is_on_wherever_it_is_by_now(monkeypatch):
    done = []
    monkeypatch.setattr(picture_editor, "act", lambda *given: done.append(given))
    picture_editor._edit("left", "conv_blocks.2")
    picture_editor._edit("delete", "output")
    picture_editor._edit("explode", "conv_blocks.2")
    assert done == [("conv_blocks", 2, 8, picture_editor.moved_back)]
