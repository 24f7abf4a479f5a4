"""A picture flows through the network on Build, once the network was trained here."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.settings import load_settings
from builder.store import visitors
from builder.store.artifacts import artifacts_of
from builder.ui.app import identity
from builder.ui.build import share
from tests.jobs.small_networks import small
from tests.patience import HANG_SECONDS
from tests.ui.build.page import press, words
from tests.ui.made_runs import ended_run
from tests.ui.opened import ROOT, SECRET, checked, labelled

FLOW = "Show a picture flowing through"


@pytest.fixture
def trained(store):
    """A finished run with weights, of the visitor with SECRET."""
    run = ended_run(store, small(), visitors.owner_of(SECRET), accuracy=0.6)
    save_bundle(build_model(run.experiment, seed=3), run.experiment, artifacts_of(load_settings()).folder(run.id))
    return run


def build(experiment) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.session_state[identity.SECRET] = SECRET
    app.query_params["design"] = share.encode(experiment)
    return checked(app.run())


def picture(app: AppTest) -> dict:
    [component] = [one for one in app.get("bidi_component") if "notes" in one.proto.json]
    told = json.loads(component.proto.json)
    return told | {"notes": dict(told["notes"])}


def drawn(app: AppTest) -> str:
    return picture(app)["wide"]


def test_the_switch_shows_maps_in_the_boxes_and_only_new_pictures_are_asked_about(trained, asked):
    app = build(trained.experiment)
    assert "<image" not in drawn(app) and asked == []
    checked(labelled(app.toggle, FLOW).set_value(True).run())
    drawing = ElementTree.fromstring(drawn(app))
    boxes = drawing.findall(".//{http://www.w3.org/2000/svg}g")
    assert [len(box.findall("{http://www.w3.org/2000/svg}image")) for box in boxes] == [1, 4, 4, 4, 4, 4, 4]
    assert "strongest are shown" in words(app) and asked == ["flow"]
    assert re.search(r"Here: \d \D*\d+\s%, .* and \d ", picture(app)["notes"]["dense_1"][3])
    first = drawn(app)
    press(app, "Another picture")
    assert asked == ["flow", "flow"] and drawn(app) != first
    checked(app.run())
    assert asked == ["flow", "flow"]


def test_it_is_offered_for_this_network_alone_and_stays_switched_on_until_it_is_back(trained, asked):
    app = build(trained.experiment)
    checked(labelled(app.toggle, FLOW).set_value(True).run())
    press(app, "Add a block")
    assert FLOW not in [toggle.label for toggle in app.toggle] and "<image" not in drawn(app)
    press(app, "Undo")
    assert labelled(app.toggle, FLOW).value and "<image" in drawn(app)
    assert asked == ["flow"]


def test_what_is_not_asked_for_is_not_offered_to_somebody_else(trained, asked):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.session_state[identity.SECRET] = "of somebody else, and as long as a browser's"
    app.query_params["design"] = share.encode(trained.experiment)
    checked(app.run())
    assert FLOW not in [toggle.label for toggle in app.toggle]
