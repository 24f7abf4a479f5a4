"""What can be taken away of a run, and by whom its reading is repeated."""

import numpy as np
import pytest

from builder.engine.sealed import sealed
from builder.settings import load_settings
from builder.store import visitors
from builder.store.artifacts import artifacts_of
from builder.store.tasks import latest_task
from builder.ui.run_page.take_away import section as take_away
from builder.ui.run_page.take_away.section import KINDS, PREPARED, Prepared
from builder.ui.session.nicknames import suggested
from tests.proof.conftest import weights_of
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked, opened_page
from tests.ui.run_page.opened import ME, YOU, visit, words


def opened(run_id: str):
    return opened_page("run", {"id": run_id, "show": "Take away"})


@pytest.fixture
def run(db):
    """Somebody else's finished run with weights."""
    run = ended_run(db, design(limit=60, name="Mine / yours"), YOU, accuracy=0.5, test=(9, 15))
    folder = artifacts_of(load_settings()).folder(run.id)
    folder.mkdir(parents=True)
    weights = {name: np.asarray(array) for name, array in weights_of(run.experiment).items()}
    (folder / "weights.safetensors").write_bytes(b"".join(map(bytes, sealed(weights))))
    return run


def press(app, key: str):
    app.button(key=key).click()
    return checked(app.run())


def offered(app) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_anybody_may_take_a_report_away(db, run):
    app = press(opened(run.id), "take.write.html")
    kept = app.session_state[PREPARED]["html"]
    assert kept.refusal is None and kept.data.startswith(b"<!doctype html>")
    assert offered(app)[0].startswith("Again, ")


def test_a_report_asks_its_author_for_a_name_who_never_gave_one(db, run):
    assert not opened(run.id).text_input, "it is somebody else's"
    mine = ended_run(db, design(limit=60), ME, accuracy=0.5, test=(9, 15))
    artifacts_of(load_settings()).folder(mine.id).mkdir(parents=True)
    visitors.set_nickname(db, ME, suggested(ME))
    app = press(opened(mine.id), "take.write.html")
    assert f"By {suggested(ME)}" in app.session_state[PREPARED]["html"].data.decode()
    app.text_input(key=take_away.NAME).input("Ada Lovelace")
    app = checked(app.run())
    assert not app.text_input and not app.session_state[PREPARED]
    assert "By Ada Lovelace" in press(app, "take.write.html").session_state[PREPARED]["html"].data.decode()


def test_what_was_written_stays_when_another_file_is(db, run, monkeypatch):
    report, bundle = KINDS[:2]
    monkeypatch.setattr(take_away, "KINDS", (report, bundle._replace(make=lambda run: b"whole")))
    app = opened(run.id)
    app.session_state[PREPARED] = {"html": Prepared(run.id, "html", b"page", None, 1)}
    app = press(app, "take.write.zip")
    assert [label.split(",")[0] for label in offered(app)] == ["Again", "Again"]


def test_the_script_is_there_at_once(db, run):
    (label,) = offered(opened(run.id))
    assert label.startswith("Download, ")


def test_what_cannot_be_written_is_said_in_its_place(db, run):
    """There are no predictions of its test images, so it cannot be proven by which images it was judged."""
    app = press(opened(run.id), "take.write.zip")
    assert "“Mine / yours” has no predictions for the test images." in words(app)
    assert not [label for label in offered(app) if label.startswith("Again")]


def test_how_the_keras_file_is_loaded_and_compiled_is_told(db, run):
    app = opened(run.id)
    assert "**not compiled**" in words(app)
    (code,) = [block.value for block in app.code if "load_model" in block.value]
    assert 'load_model("mine_yours.keras")' in code


def test_only_its_owner_has_the_reading_repeated(db, run):
    assert "Test it again" not in words(opened(run.id))
    mine = ended_run(db, design(limit=60), ME, accuracy=0.5, test=(9, 15))
    app = press(opened(mine.id), "run.verify")
    assert "Reading the test images once more" in words(app)
    assert latest_task(db, "verify").run_id == mine.id


def test_a_run_without_weights_is_taken_away_as_report_and_script_only(db, run):
    offered = [kind.title for kind in KINDS if kind.needs(run._replace(has_weights=False)) is None]
    assert offered == ["Report", "Keras script"]


def test_the_section_is_not_drawn_while_another_is_open(db, run):
    assert not [button for button in visit(run.id).button if str(button.key).startswith("take.")]
