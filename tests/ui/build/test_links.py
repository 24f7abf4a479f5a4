"""Designs that come by a link, and go by one or as a file."""

from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from builder import presets
from builder.design.edit.fields import changed, edited
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.export import to_notebook, to_script
from builder.ui.app import identity, recovery
from builder.ui.build import address, share
from builder.ui.build.kept_design import COOKIE
from tests.patience import HANG_SECONDS
from tests.ui.build.page import blocks, name_shown, preset, press, total, words
from tests.ui.opened import ROOT, SECRET, checked, labelled, opened_page, the_only


def test_a_link_opens_the_design_that_it_was_copied_from(visit):
    app = visit(project="15b")
    checked(labelled(app.select_slider, "Dropout", 1).set_value(0.45).run())
    shown = total(app), blocks(app), words(app)
    code = app.query_params["design"]
    assert list(app.query_params) == ["design"]
    [shared] = [block.value for block in app.code if "design=" in block.value]
    assert parse_qs(shared.partition("?")[2])["design"] == [code[0] if isinstance(code, list) else code]
    other = visit(design=code[0] if isinstance(code, list) else code)
    assert (total(other), blocks(other)) == shown[:2]
    assert name_shown(other) == r"Project 15b, block 2\: dropout 0\.45"


def test_a_broken_link_is_one_sentence_and_project_0(visit):
    app = visit(design="broken")
    assert "Project 0 is open instead" in the_only(app.error).value
    assert total(app) == 263_402
    assert len(checked(app.run()).error) == 0


def test_a_link_to_a_project_that_there_is_not_says_once_what_is_open_instead(visit):
    (error,) = visit(project="99").error
    assert error.value.count("instead") == 1 and error.value.endswith("Project 0 is open instead\\.")


def go_to(app: AppTest, **params: str) -> AppTest:
    """What the browser's Back does: the page runs again under an older address."""
    app.query_params.clear()
    for name, value in params.items():
        app.query_params[name] = value
    return checked(app.run())


def test_the_browsers_back_opens_the_design_of_that_address_and_undo_leads_forward_again(visit, monkeypatch):
    monkeypatch.setattr(address, "SETTLED_SECONDS", 0.0)
    app = visit(project="0")
    preset(app, "4")
    assert total(go_to(app, project="0")) == 263_402
    assert total(press(app, "Undo")) == 421_546
    assert total(go_to(app)) == 421_546
    assert total(go_to(app, design="broken")) == 421_546


def test_an_older_address_right_after_a_change_is_no_wish_to_go_back(visit):
    app = visit(project="0")
    preset(app, "4")
    assert total(go_to(app, project="0")) == 421_546


def test_a_design_that_comes_back_at_once_is_the_address_again_though_the_browser_has_not_heard_of_the_other(
    visit, monkeypatch
):
    sent: list[str] = []
    app = visit(project="0")
    monkeypatch.setattr(
        "streamlit.runtime.state.query_params.QueryParams._send_query_param_msg",
        lambda params: sent.append(str(params._query_params.get("project"))),
    )
    preset(app, "4")
    app.query_params.clear()
    app.query_params.update(
        {"project": "0", "images": "digits"}
    )  # what the browser still has as it sends the next press
    press(app, "Undo")
    assert [sent[0], sent[-1]] == ["4", "0"]
    sent.clear()
    monkeypatch.setattr(address, "SETTLED_SECONDS", 0.0)
    checked(app.run())
    assert sent == []


def test_the_share_panel_gives_the_design_as_a_script_and_as_a_notebook(visit, monkeypatch):
    offered: dict[str, str] = {}

    def download(_, data, file_name, **__):
        offered[file_name] = data()

    monkeypatch.setattr("streamlit.download_button", download)
    app = visit(project="16")
    preset(app, "9b")
    experiment = presets.get("9b").experiment.on("digits")
    assert offered["project_9b.py"] == to_script(experiment)
    assert offered["project_9b.ipynb"] == to_notebook(experiment)


def test_an_edit_recognises_its_project_once_and_writes_no_file_that_nobody_asked_for(visit, monkeypatch):
    app = visit(project="0")
    recognised, written = [], []
    identify = presets.identify
    monkeypatch.setattr("builder.presets.identify", lambda experiment: recognised.append(1) or identify(experiment))
    monkeypatch.setattr("builder.export.to_script", written.append)
    monkeypatch.setattr("builder.export.to_notebook", written.append)
    preset(app, "9b")
    assert (len(recognised), written) == (1, [])


def test_the_share_panel_offers_the_script_and_says_why_where_keras_could_not_build_it(visit):
    app = visit(project="0")
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["Keras script", "Notebook", "Design as JSON"]
    broken = Experiment(network=Network(conv_blocks=(ConvBlock(filters=8),) * 6))
    app = visit(design=share.encode(broken))
    assert [button.label for button in app.get("download_button")] == ["Design as JSON"]
    assert "cannot be built" in words(app)


@pytest.mark.parametrize("page", ["build", "leaderboard", "classify"])
def test_a_cold_link_runs_the_pages_own_file_and_still_has_the_navigation(started, page):
    app = checked(AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=HANG_SECONDS).run())
    assert len(app.title) == 1


def test_a_store_that_cannot_be_opened_is_one_sentence(started, monkeypatch, tmp_path):
    monkeypatch.setattr(recovery, "wait_until_back", st.stop)  # it would wait for as long as this lasts
    (tmp_path / "a file").write_text("no folder")
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "a file"))
    app = checked(AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS).run())
    told = the_only(app.error).value
    assert "whoever runs this server" in told and "BUILDER" not in told and str(tmp_path) not in told
    assert len(app.title) == 0


def test_a_reload_keeps_what_can_be_undone_and_redone_and_nobody_else_gets_it(started):
    app = opened_page("build", {"project": "0"})
    for project in ("4", "5", "11"):
        preset(app, project)
    press(app, "Undo")
    reloaded = opened_page("build", {"project": "5"})
    assert total(press(reloaded, "Undo")) == 421_546
    assert not labelled(reloaded.button, "Undo").disabled
    press(reloaded, "Redo")
    assert total(press(reloaded, "Redo")) == 1_964_842
    other = opened_page("build", {"project": "5"}, **{identity.SECRET: SECRET[::-1]})
    assert labelled(other.button, "Undo").disabled and labelled(other.button, "Redo").disabled


@pytest.mark.parametrize(("kept", "parameters"), [("project=4", 421_546), ("design=broken", 263_402), ("x", 263_402)])
def test_what_the_browser_had_open_last_is_opened_where_the_address_names_nothing(visit, monkeypatch, kept, parameters):
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {COOKIE: kept}))
    app = visit()
    assert total(app) == parameters and not app.error
    assert total(visit(project="1")) == 76_042


def test_a_preset_beyond_the_slides_opens_by_its_link_and_says_what_its_training_costs_and_no_slides_figure(visit):
    app = visit(project="19")
    labels = {metric.label: metric.value for metric in app.metric}
    assert labels["Parameters"] == "387,902" and "Slides' test accuracy" not in labels
    assert labels["Whole training"].endswith(" G") or labels["Whole training"].endswith(" T")
    assert "Sprint" in words(app) and "Start from a course project" not in words(app)
    checked(labelled(app.segmented_control, "Whitening").set_value("fixed").run())
    assert {metric.label: metric.value for metric in app.metric}.keys() == labels.keys()
    preset(app, "0")
    assert total(app) == 263_402


def test_a_preset_beyond_the_slides_mirrors_no_digits_says_so_and_mirrors_photos_again(visit):
    app = visit("Training", project="19", images="digits")
    assert not labelled(app.toggle, "Mirror left and right").value
    assert "Photos are mirrored as well. These images are not: a mirrored 2 is no 2." in words(app)
    assert "Made for the photos of CIFAR-10" in words(app) and "of 100 photos" not in words(app)
    assert "".join(app.query_params["project"]) == "19"
    checked(labelled(app.segmented_control, "Data set").set_value("cifar10").run())
    assert labelled(app.toggle, "Mirror left and right").value and "These images are not" not in words(app)
    preset(app, "20")
    checked(labelled(app.segmented_control, "Data set").set_value("digits").run())
    checked(labelled(app.toggle, "Mirror left and right").set_value(True).run())
    assert "From **Fast 90**, with 1 change." in words(app)
    checked(labelled(app.toggle, "Every other time instead of by chance").set_value(True).run())
    assert "these are better not mirrored" in words(app)  # the preset as it is on photos


def test_a_changed_preset_says_what_it_came_from_also_where_a_link_opened_it(visit):
    app = visit(project="19")
    checked(labelled(app.segmented_control, "Whitening").set_value("fixed").run())
    assert "From **Sprint**, with 1 change." in words(app)
    other = visit(design="".join(app.query_params["design"]))
    assert "From **Sprint**, with 1 change." in words(other)
    assert "whitening layer without bias" in name_shown(other)


def test_what_a_preset_promises_stands_only_where_nothing_of_it_was_changed(visit):
    """Its accuracy and its minutes were measured with its own epochs, on all of its images."""
    app = visit(project="21", images="cifar10")
    assert "about 94 of 100 photos" in words(app) and "Photos are mirrored" not in words(app)
    fewer = changed(presets.get("21").experiment, training=changed(presets.get("21").experiment.training, epochs=3))
    out = edited(presets.get("21").experiment, ("data", "trains_on_validation"), False)
    for design in (fewer, out, edited(presets.get("21").experiment, ("data", "limit"), 4_000)):
        app = visit(design=share.encode(design))
        assert "From **Record**, with 1 change." in words(app) and "of 100 photos" not in words(app)
        assert "of 100 photos" not in to_script(design) + to_notebook(design)
    digits = visit(project="21", images="digits")
    assert "These images are not, nor is the mean with the mirror image taken" in words(digits)
    assert "with 1 change" not in words(visit(project="21", images="cifar10"))


def test_the_preset_that_trains_on_all_images_says_so_where_it_is_opened(visit):
    experiment = presets.get("21").experiment
    app = visit(design=share.encode(experiment))
    assert any("It trains on all 50,000 images" in caption.value for caption in app.caption)
    assert "The validation images are trained on" in words(app)
