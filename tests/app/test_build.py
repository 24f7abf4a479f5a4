"""What a student does on the Build page, without a browser."""

import base64
import json
import zlib
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from builder import presets
from builder.export import to_notebook, to_script
from builder.jobs import locks
from builder.runs import tasks
from builder.runs.database import open_database
from builder.runs.records import list_runs
from builder.runs.tasks import latest_task
from builder.settings import load_settings
from builder.spec.blocks import ConvBlock, Network
from builder.spec.experiment import Experiment
from builder.spec.training import Training
from builder.ui import session, share, sidebar_fields
from builder.ui.views import build
from tests.app.opened import open_all_blocks, show_tab

ROOT = Path(__file__).parents[2]

#: Parameters of the 21 projects, as the slides' layers add up.
DOCUMENTED_TOTALS = {
    "0": 263_402, "1": 76_042, "2": 36_138, "3": 33_098, "4": 421_546, "5": 421_546, "6": 454_666, "7": 463_914,
    "8": 1_238_506, "9a": 1_238_506, "9b": 1_238_506, "10": 1_242_666, "11": 1_964_842, "12": 1_964_970,
    "13": 1_967_018, "14": 1_967_018, "15": 1_967_018, "15b": 1_967_018, "16": 1_967_018, "17": 1_967_018,
    "18": 1_967_018,
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """One store for all tests here: every test is a visitor of its own."""
    return tmp_path_factory.mktemp("build")


@pytest.fixture
def started(monkeypatch, home) -> list[str]:
    """The processes that would have been started; none is."""
    names: list[str] = []
    monkeypatch.setattr(locks, "ensure", lambda settings, name: names.append(name))
    monkeypatch.setenv("BUILDER_HOME", str(home))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    return names


@pytest.fixture
def visit(started):
    """Opens the Build page as a new visitor, at an address, with all blocks open and that tab in front."""

    def visit(tab: str = "Network", **params: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        open_all_blocks(app)
        show_tab(app, tab)
        for name, value in params.items():
            app.query_params[name] = value
        return checked(app.run())

    return visit


@pytest.fixture
def store(started):
    engine = open_database(load_settings())
    yield engine
    engine.dispose()


def checked(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    return app


def total(app: AppTest) -> int:
    return int(next(metric.value for metric in app.metric if metric.label == "Parameters").replace(",", ""))


def labelled(elements, label: str, number: int = 0):
    return [element for element in elements if element.label == label][number]


def press(app: AppTest, label: str) -> AppTest:
    return checked(labelled(app.button, label).click().run())


def preset(app: AppTest, id: str) -> AppTest:
    return checked(app.button(key=f"preset.{id}").click().run())


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def is_disabled(app: AppTest, label: str) -> bool:
    return labelled(app.button, label).disabled


def blocks(app: AppTest) -> list[str]:
    """The titles of the conv blocks."""
    labels = (button.label.partition(": ")[2] for button in app.sidebar.button)
    return [label for label in labels if label.startswith("**Block")]


def test_a_first_visit_opens_project_0_on_the_digits_and_can_train(visit):
    app = visit()
    assert app.title[0].value == "Project 0"
    assert total(app) == 263_402
    assert "Digits" in words(app)
    assert not is_disabled(app, "Train")
    assert is_disabled(app, "Undo") and is_disabled(app, "Redo")


def test_a_visit_has_training_made_ready_and_only_once_the_page_is_drawn(visit, monkeypatch, tmp_path, started):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path))
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "600")
    seen = []
    write_address = build._write_address  # the page's last act
    monkeypatch.setattr(build, "_write_address", lambda link: (seen.extend(started), write_address(link)))
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
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
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
    assert other.title[0].value == "Project 15b"


def test_a_broken_link_is_one_sentence_and_project_0(visit):
    app = visit(design="broken")
    assert len(app.error) == 1 and "Project 0 is open instead" in app.error[0].value
    assert total(app) == 263_402
    assert len(checked(app.run()).error) == 0


def test_a_link_to_a_project_that_there_is_not_says_once_what_is_open_instead(visit):
    (error,) = visit(project="99").error
    assert error.value.count("instead") == 1 and error.value.endswith("Project 0 is open instead\\.")


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
    monkeypatch.setattr("builder.jobs.memory.machine_memory", lambda: 2_500_000_000)
    wide = Network(conv_blocks=(ConvBlock(filters=256),))
    app = visit(design=share.encode(Experiment(network=wide, training=Training(batch_size=1024))))
    assert is_disabled(app, "Train")
    assert "Too large for this machine's memory" in words(app).replace("\\", "") and "can be used here" in words(app)
    press(app, "Batch 256")
    assert not is_disabled(app, "Train") and "batch 256" in words(app)


def test_momentum_is_there_only_where_it_acts(visit):
    app = visit("Training", project="17")
    assert labelled(app.select_slider, "Momentum").value == 0.9
    checked(labelled(app.segmented_control, "Optimiser").set_value("adam").run())
    assert [slider for slider in app.select_slider if slider.label == "Momentum"] == []
    assert "Adam 0.001" in words(app)


def test_another_optimiser_starts_at_its_own_learning_rate(visit):
    app = visit("Training", project="0")
    checked(labelled(app.segmented_control, "Optimiser").set_value("sgd").run())
    assert labelled(app.select_slider, "Learning rate").value == 0.01


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


def test_a_name_is_shown_as_it_was_typed_and_never_as_markup(visit):
    app = visit()
    checked(labelled(app.text_input, "Name of this design").set_value("<b>a</b> **b** :red[c]").run())
    assert app.title[0].value == "\\<b\\>a\\</b\\> \\*\\*b\\*\\* \\:red\\[c\\]"
    checked(labelled(app.text_input, "Name of this design").set_value("  ").run())
    assert labelled(app.text_input, "Name of this design").value == "<b>a</b> **b** :red[c]"


def test_train_puts_the_design_into_the_queue_under_a_nickname(visit, store, started):
    before = {run.id for run in list_runs(store)}
    app = visit(project="2")
    press(app, "Train")
    [run] = [run for run in list_runs(store) if run.id not in before]
    assert (run.state, run.preset, run.dataset, run.parameters) == ("queued", "2", "digits", 36_138)
    assert run.nickname and "supervisor" in started
    press(app, "Train")
    assert "waits in the queue" in " ".join(element.value for element in app.info)


def test_a_nickname_is_kept_and_an_empty_one_is_refused_in_a_sentence(visit, store):
    app = visit(project="1")
    checked(labelled(app.text_input, "Your nickname").set_value("Ana *M*").run())
    press(app, "Train")
    assert list_runs(store)[0].nickname == "Ana *M*"
    checked(labelled(app.text_input, "Your nickname").set_value("  ").run())
    assert "nickname is empty" in app.error[0].value


def told(app: AppTest) -> str:
    return " ".join(element.value for element in app.toast).replace("*", "")


def who(app: AppTest) -> str:
    """What stands on the button of the visitor's name."""
    return next(
        popover.proto.popover.label
        for popover in app.get("popover")
        if popover.proto.popover.icon == ":material/person:"
    )


def test_who_has_not_picked_a_nickname_is_invited_to_and_told_once_where_their_runs_appear(visit, store):
    app = visit(project="1")
    assert who(app).endswith(" · pick a nickname")
    press(app, "Train")  # which works at once
    nickname = list_runs(store)[0].nickname
    assert told(app) == f"Your runs appear as {nickname}. Press that name at the top to change it."
    press(app, "Train")
    assert told(app) == ""
    assert who(app) == f"{nickname} · pick a nickname"
    checked(labelled(app.text_input, "Your nickname").set_value("Ana").run())
    assert who(app) == "Ana"


def test_who_has_picked_a_nickname_is_told_nothing_of_it(visit):
    app = visit(project="1")
    checked(labelled(app.text_input, "Your nickname").set_value("Ana").run())
    press(app, "Train")
    assert told(app) == ""


def test_cifar10_without_its_images_offers_the_download_and_the_digits(visit, store):
    app = visit("Training", project="0")
    checked(labelled(app.segmented_control, "Data set").set_value("cifar10").run())
    assert "The images are not on this machine yet" in words(app)
    assert is_disabled(app, "Train")
    press(app, "Download CIFAR-10")
    assert latest_task(store, "download").state == "queued"
    press(app, "Undo")
    assert not is_disabled(app, "Train")


def test_where_a_wrong_setting_names_the_images_a_download_that_could_not_help_is_not_offered(
    visit, monkeypatch, store
):
    wrong = "/no/such/folder"
    tasks.fail_task(store, *started_download(store), "The connection broke.")
    monkeypatch.setenv("BUILDER_CIFAR10", wrong)
    app = visit("Training", project="0")
    checked(labelled(app.segmented_control, "Data set").set_value("cifar10").run())
    said = words(app).replace("\\", "")
    assert f"BUILDER_CIFAR10 is {wrong}, but nothing is there; correct it, or unset it" in said
    assert "Download" not in said and "The connection broke" not in said
    assert "Download CIFAR-10" not in [button.label for button in app.button]
    press(app, "Use Digits instead")
    assert not is_disabled(app, "Train")


def started_download(store) -> tuple[str, str]:
    """The number of a download that some process has taken, and its token."""
    tasks.submit_task(store, "download")
    task, token = tasks.claim_task(store, ["download"])
    return task.id, token


def go_to(app: AppTest, **params: str) -> AppTest:
    """What the browser's Back does: the page runs again under an older address."""
    app.query_params.clear()
    for name, value in params.items():
        app.query_params[name] = value
    return checked(app.run())


def test_the_browsers_back_opens_the_design_of_that_address_and_undo_leads_forward_again(visit, monkeypatch):
    monkeypatch.setattr(build, "SETTLED_SECONDS", 0.0)
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


def test_the_share_panel_gives_the_design_as_a_script_and_as_a_notebook(visit, monkeypatch):
    offered: dict[str, str] = {}
    monkeypatch.setattr("streamlit.download_button", lambda _, data, file_name, **__: offered.update({file_name: data}))
    app = visit(project="16")
    preset(app, "9b")
    experiment = presets.get("9b").experiment.on("digits")
    assert offered["project_9b.py"] == to_script(experiment)
    assert offered["project_9b.ipynb"] == to_notebook(experiment)


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
    app = checked(AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run())
    assert len(app.title) == 1


def test_a_store_that_cannot_be_opened_is_one_sentence(started, monkeypatch, tmp_path):
    (tmp_path / "a file").write_text("no folder")
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "a file"))
    app = checked(AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run())
    assert len(app.error) == 1 and "BUILDER_HOME" in app.error[0].value.replace("\\", "")
    assert len(app.title) == 0


def protocol(app: AppTest, choice: bool) -> AppTest:
    control = labelled(app.segmented_control, "Protocol")
    return checked(control.set_value(choice).run())


def experiment_of(app: AppTest) -> Experiment:
    return app.session_state[session.EXPERIMENT]


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


@pytest.mark.parametrize(("picked", "redraws"), [(False, 0), (True, 1)])
def test_a_widget_that_only_repeats_what_it_showed_has_no_widget_drawn_afresh(monkeypatch, picked, redraws):
    """A browser repeats the last value of a widget that has just gone, and the keyboard must stay where it is."""
    monkeypatch.setattr(st, "session_state", {})
    session.open_experiment(presets.get("0").experiment)
    before = session.revision()
    bound = sidebar_fields.field("protocol", False, lambda experiment, _: experiment, redraw=True)
    st.session_state[bound["key"]] = picked
    bound["on_change"](*bound["args"])
    assert session.revision() == before + redraws and not session.can_undo()
