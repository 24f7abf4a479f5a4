"""What version 1 wrote is read as version 2 and means the same; what is written then is read back equal."""

import json
from urllib.parse import parse_qsl

import pytest

from builder import presets
from builder.design.cost.memory import training_bytes
from builder.design.cost.summary import summarize
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.store.board.marks import marks
from builder.ui.build import share
from builder.words.marks import texts
from tests.design.version_1 import LINKS, PROJECTS, as_version_1, shown

links = pytest.mark.parametrize("link", LINKS, ids=lambda link: link["design"]["name"])
projects = pytest.mark.parametrize(
    "project", PROJECTS, ids=lambda project: project["id"] + " as in the slides" * project["as_in_slides"]
)


def preset_of(project: dict) -> Experiment:
    preset = presets.get(project["id"])
    return preset.as_in_slides if project["as_in_slides"] else preset.experiment


@links
def test_an_old_link_opens_the_same_design(link):
    assert dict(parse_qsl(link["query"])) == link["params"]
    opened = share.from_params(link["params"], link["usual_dataset"])
    assert as_version_1(opened) == link["design"]
    assert presets.identify(opened) == link["preset"]


@links
def test_the_design_of_an_old_link_costs_what_it_did(link):
    assert shown(summarize(share.from_params(link["params"], link["usual_dataset"]))) == link["summary"]


@links
def test_a_design_from_an_old_link_is_shared_again_by_a_link_that_opens_it(link):
    opened = share.from_params(link["params"], link["usual_dataset"])
    params = share.to_params(opened, presets.identify(opened))
    # A project had a short link on the usual data only; now it has one on any.
    assert ("project" in params) == ("project" in link["params"] or opened.name == "Project 9b")
    assert share.from_params(params, link["usual_dataset"]) == opened


@projects
def test_an_old_document_of_a_project_is_read_as_the_project(project):
    read = from_json(project["json_text"])
    assert read == preset_of(project)
    assert as_version_1(read) == json.loads(project["json_text"])
    assert presets.identify(read) == project["id"]
    assert texts(marks(read)) == project["marks"]


@projects
def test_a_project_costs_what_it_did(project):
    experiment = preset_of(project)
    summary = summarize(experiment)
    assert shown(summary) == {
        "parameters": project["total"],
        "trainable": project["trainable"],
        "multiply_adds": project["multiply_adds"],
        "broken": None,
        "rows": project["rows"],
    }
    assert summary.activation_bytes(experiment.training.batch_size) == project["activation_bytes"]
    assert training_bytes(experiment) == project["training_bytes"]


@pytest.mark.parametrize("text", [each["json_text"] for each in PROJECTS] + [json.dumps(x["design"]) for x in LINKS])
def test_writing_what_was_read_and_reading_it_again_changes_nothing(text):
    read = from_json(text)
    written = read.to_json()
    assert json.loads(written)["version"] == 2
    assert from_json(written) == read
    assert from_json(written).to_json() == written


@pytest.mark.parametrize("version", [{"version": 1}, {}], ids=["that says so", "without a version"])
def test_an_optimiser_and_its_momentum_become_one_value(version):
    def read(**training):
        return from_json(json.dumps(version | {"training": training})).training.optimizer

    assert (read(optimizer="sgd", momentum=0.9).kind, read(optimizer="sgd", momentum=0.9).momentum) == ("sgd", 0.9)
    assert read(optimizer="rmsprop", momentum=0.5).momentum == 0.5
    assert read(optimizer="sgd").momentum == read(optimizer="sgd", momentum=0).momentum == 0
    assert read(optimizer="adam", momentum=0.0) == read()


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"training": {"momentum": 0.9}},
         "The spec's training is not usable: momentum is 0.9, but adam takes none; use sgd or rmsprop."),
        ({"version": 1, "training": {"optimizer": "lion", "momentum": 0.9}},
         "The spec's training.optimizer is \"lion\"; expected 'adam', 'sgd', 'rmsprop', 'adamw' or 'muon'."),
        ({"version": 1, "training": {"learning_rate": 0}},
         "The spec's training.learning_rate is 0; expected greater than 0."),
        (
            {"version": 1, "training": 3},
            "The spec's training is 3; expected an object with fields, as in docs/design-json.md.",
        ),
    ],
)  # fmt: skip
def test_what_version_1_refused_is_refused_in_the_same_words(document, sentence):
    with pytest.raises(SpecError) as refused:
        from_json(json.dumps(document))
    assert str(refused.value) == sentence
