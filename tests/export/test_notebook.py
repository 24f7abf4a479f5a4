"""The exported notebook: a valid file, the script's parts in its order, and each of them explained."""

import ast
import json

import nbformat
import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.export import to_notebook, to_script
from builder.presets import BEYOND, PRESETS

#: With classes, callbacks and labels of its own.
REFINED = Experiment(
    name="Refined",
    training=Training(
        optimizer="muon",
        learning_rate="linear",
        averaging="lookahead",
        loss={"kind": "cross_entropy", "label_smoothing": 0.1},
        gradient_clipping=1.0,
    ),
)
EVERY_DESIGN = [REFINED] + [
    experiment
    for preset in PRESETS.values()
    for experiment in (preset.experiment, preset.as_in_slides)
    if experiment is not None
]


def cells(experiment: Experiment, kind: str) -> list[str]:
    notebook = nbformat.reads(to_notebook(experiment), as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


@pytest.mark.parametrize("experiment", EVERY_DESIGN, ids=lambda experiment: experiment.name)
def test_a_notebook_is_valid_and_each_code_cell_follows_an_explanation(experiment):
    document = json.loads(to_notebook(experiment))
    nbformat.validate(document)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids)
    kinds = [cell["cell_type"] for cell in document["cells"]]
    assert kinds == ["markdown", *["markdown", "code"] * (len(kinds) // 2)]


@pytest.mark.parametrize("experiment", EVERY_DESIGN, ids=lambda experiment: experiment.name)
def test_a_notebooks_code_is_the_scripts(experiment):
    """Statement by statement: what the script does in main() stands at the notebook's top level."""
    script = ast.parse(to_script(experiment)).body[1:-1]
    main = script.pop()
    assert isinstance(main, ast.FunctionDef) and main.name == "main"
    notebook = ast.parse("\n".join(cells(experiment, "code"))).body
    assert [ast.dump(node) for node in notebook] == [ast.dump(node) for node in [*script, *main.body]]


def test_a_projects_notebook_tells_its_lesson_its_parameters_and_the_slides_result():
    title = cells(PRESETS["13"].experiment, "markdown")[0]
    assert title.startswith("# Project 13\n")
    assert PRESETS["13"].lesson in title and "83.04 %" in title
    assert "1,967,018 parameters: 1,965,930 trainable, 1,088 frozen" in title
    assert "1,907,018" in title, "where the slides contradict themselves is said"
    own = cells(Experiment(name="Mine", network=Network(conv_blocks=(ConvBlock(filters=7),))), "markdown")[0]
    assert "course" not in own and "slides" not in own


def test_a_notebook_says_what_is_wrong_with_the_slides_own_protocol():
    text = "\n".join(cells(PRESETS["18"].as_in_slides, "markdown"))
    assert "**The validation images were trained on**" in text
    assert "**The test set chose this model**" in text
    honest = "\n".join(cells(PRESETS["18"].experiment, "markdown"))
    assert "were trained on" not in honest and "chose this model" not in honest
    assert "when the validation accuracy reaches 90 %" in honest


def test_a_notebook_explains_each_reason_to_end():
    training = Training(epochs=7, time_limit=3, early_stopping=PRESETS["4"].experiment.training.early_stopping)
    text = "\n".join(cells(Experiment(training=training, data=Data(limit=400)), "markdown"))
    assert "After 7 epochs, or earlier" in text
    assert "- when the validation accuracy has not improved for 10 epochs" in text
    assert "- when another epoch would not fit into 3 minutes" in text
    assert "Only 400 training images are used, and 100 each to validate and to test." in text


def test_nothing_in_a_name_is_markdown_or_html():
    title = cells(Experiment(name="# <img src=x> [a](b) $x$ **é**"), "markdown")[0].splitlines()[0]
    assert title == r"# \# \<img src\=x\> \[a\]\(b\) \$x\$ \*\*é\*\*"


def test_a_network_that_cannot_be_built_has_no_notebook():
    with pytest.raises(ValueError, match="in block 6, pooling takes 2×2 patches"):
        to_notebook(Experiment(network=Network(conv_blocks=(ConvBlock(),) * 6)))


def test_a_notebook_says_what_its_own_classes_are_for():
    told = "\n".join(cells(REFINED, "markdown"))
    assert "gives every convolution to AdamW" in told and "`WarmUpThenLinear` says how large the steps are" in told
    assert "WarmUpThenLinear" not in "\n".join(cells(BEYOND["20"].experiment, "markdown"))  # the script uses Keras's
    assert "`Lookahead` keeps an average of the weights" in told and "label smoothing 0.1" in told
