"""Train puts a design into the queue, under a name, if its images are there."""

from streamlit.testing.v1 import AppTest

from builder.progress.told import Told
from builder.store import tasks
from builder.store.errors import StoreBusyError, StoreFullError
from builder.store.runs import owners
from builder.store.runs.records import list_runs
from builder.store.tasks import latest_task
from builder.ui.app import store as pages_store
from builder.ui.app.text import plain
from builder.ui.run import lead_to_training
from builder.ui.session import notices
from tests.ui.build.page import is_disabled, name_shown, press, words
from tests.ui.opened import checked, labelled, the_only


def told(app: AppTest) -> str:
    return " ".join(element.value for element in app.toast).replace("*", "")


def who(app: AppTest) -> str:
    """What stands on the button of the visitor's name."""
    return next(
        popover.proto.popover.label
        for popover in app.get("popover")
        if popover.proto.popover.icon == ":material/person:"
    )


def started_download(store) -> tuple[str, str]:
    """The number of a download that some process has taken, and its token."""
    tasks.submit_task(store, "download")
    task, token = tasks.claim_task(store, ["download"])
    return task.id, token


def test_train_puts_the_design_into_the_queue_under_a_nickname(visit, store, started):
    before = {run.id for run in list_runs(store)}
    app = visit(project="2")
    press(app, "Train")
    [run] = [run for run in list_runs(store) if run.id not in before]
    assert (run.state, run.preset, run.dataset, run.parameters) == ("queued", "2", "digits", 36_138)
    assert run.nickname and "supervisor" in started
    press(app, "Train")
    assert "is already in the queue, number 1" in told(app) and not app.info, "it leaves by itself"
    assert app.session_state[lead_to_training.TIMES] == 1, "only what was added comes into sight"
    assert len(list_runs(store)) == len(before) + 1, "the second press of a double click"


def test_another_seed_is_another_run_and_so_is_the_same_one_after_its_end(visit, store):
    before = len(list_runs(store))
    app = visit("Training", project="2")
    press(app, "Train")
    checked(labelled(app.number_input, "Seed").set_value(7).run())
    press(app, "Train")
    assert len(list_runs(store)) == before + 2
    for run in list_runs(store, limit=2):
        owners.request_stop(store, run.id, run.owner)
    press(app, "Train")
    assert [(run.state, run.experiment.training.seed) for run in list_runs(store)][:1] == [("queued", 7)]
    assert len(list_runs(store)) == before + 3


def test_a_changed_project_is_named_and_trained_by_what_was_changed(visit, store):
    app = visit(project="0")
    checked(labelled(app.select_slider, "Filters").set_value(64).run())
    assert name_shown(app) == "Project 0, 64 filters"
    assert labelled(app.text_input, "Name of this design").value == "Project 0, 64 filters"
    press(app, "Train")
    assert next(iter(list_runs(store))).name == "Project 0, 64 filters"
    press(app, "Undo")
    assert name_shown(app) == "Project 0"


def test_the_field_of_the_nickname_stays_the_same_one_when_the_design_is_redrawn(visit, store):
    """The browser keeps what is typed and not sent for as long as it is the same field."""
    app = visit()
    before, name = labelled(app.text_input, "Your nickname"), labelled(app.text_input, "Name of this design")
    checked(name.set_value("Another name").run())
    press(app, "Undo")
    assert labelled(app.text_input, "Name of this design").key != name.key
    assert labelled(app.text_input, "Your nickname").proto.id == before.proto.id


def test_a_nickname_is_kept_and_an_empty_one_is_refused_in_a_sentence(visit, store):
    app = visit(project="1")
    checked(labelled(app.text_input, "Your nickname").set_value("Ana *M*").run())
    press(app, "Train")
    assert list_runs(store)[0].nickname == "Ana *M*"
    checked(labelled(app.text_input, "Your nickname").set_value("  ").run())
    assert "nickname is empty" in the_only(app.error).value


def test_who_has_not_picked_a_nickname_is_invited_to_and_told_once_where_their_runs_appear(visit, store):
    app = visit(project="1")
    assert who(app).endswith(" · pick a nickname")
    press(app, "Train")  # which works at once
    nickname = list_runs(store)[0].nickname
    assert told(app) == f"Your runs appear as {nickname}. Change that name at the top of Build."
    press(app, "Train")
    assert told(app).startswith("Project 1 is already in the queue, number ") and nickname not in told(app)
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
    tasks.fail_task(store, *started_download(store), Told(text="The connection broke."))
    monkeypatch.setenv("BUILDER_CIFAR10", wrong)
    app = visit("Training", project="0")
    checked(labelled(app.segmented_control, "Data set").set_value("cifar10").run())
    said = words(app).replace("\\", "")
    assert f"BUILDER_CIFAR10 is {wrong}, but nothing is there; correct it, or unset it" in said
    assert "Download" not in said and "The connection broke" not in said
    assert "Download CIFAR-10" not in [button.label for button in app.button]
    press(app, "Use Digits instead")
    assert not is_disabled(app, "Train")


def test_that_train_met_a_busy_database_is_said_until_it_answers_and_then_that_it_does(visit, store, monkeypatch):
    app = visit()
    with monkeypatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise StoreBusyError("The database is busy or out of reach; please try again in a moment.")

        patch.setattr("builder.jobs.submit_runs", refuse)
        patch.setattr(pages_store, "check_writing", refuse)
        press(app, "Train")
        assert "busy or out of reach" in the_only(app.error).value
        ticks: list[str] = []
        patch.setattr(notices.st, "rerun", lambda scope: ticks.append(scope))
        patch.setattr(notices.st, "session_state", kept := {})
        patch.setattr(notices.st, "error", lambda *_, **__: ticks.append("error"))
        notices._draw_passing("It is busy.")
        assert ticks == ["error"] and not kept
        patch.setattr(pages_store, "check_writing", lambda seconds: None)
        notices._draw_passing("It was busy.")
        assert ticks[1] == "app" and kept[notices.NOTICE].sentence == notices.OVER
    with monkeypatch.context() as patch:
        patch.setattr("builder.jobs.submit_runs", refuse)
        press(app, "Train")
        assert not app.error and the_only(app.info).value == plain(notices.OVER)


def test_a_full_disk_that_train_met_is_not_told_to_be_over(visit, store, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise StoreFullError("The disk is full.")

    app = visit()
    monkeypatch.setattr("builder.jobs.submit_runs", refuse)
    press(app, "Train")
    assert the_only(app.error).value == plain("The disk is full.") and not app.info
