"""What a design is called that began as a project and was changed."""

import pytest

from builder.course.names import renamed
from builder.course.one_change import options
from builder.design.edit.fields import changed, edited
from builder.design.experiment import MAX_NAME_LENGTH, Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.presets import PRESETS, get, identify

FILTERS = ("network", "conv_blocks", 0, "filters")


def after(design: Experiment, *edits: tuple[tuple[str | int, ...], object]) -> Experiment:
    """The design after these edits, one by one, as a student makes them."""
    for path, value in edits:
        design = renamed(design, edited(design, path, value))
    return design


def project(id: str) -> Experiment:
    return get(id).experiment


@pytest.mark.parametrize(
    ("id", "edits", "name"),
    [
        ("0", [(FILTERS, 64)], "Project 0, 64 filters"),
        ("0", [(FILTERS, 64), (FILTERS, 48)], "Project 0, 48 filters"),
        ("0", [(FILTERS, 64), (FILTERS, 32)], "Project 0"),
        ("4", [(FILTERS, 48)], "Project 4, block 1: 48 filters"),
        ("0", [(("training", "batch_size"), 64)], "Project 0, batch 64"),
        ("4", [(("network", "dense_blocks", 0, "units"), 128)], "Project 4, dense 128"),
        ("0", [(FILTERS, 64), (("training", "batch_size"), 64)], "Project 0, 64 filters, batch 64"),
        (
            "0",
            [(FILTERS, 64), (("training", "batch_size"), 64), (("network", "conv_blocks", 0, "dropout"), 0.5)],
            "Project 0, 64 filters, dropout 0.5, 1 more change",
        ),
        ("9b", [(("network", "conv_blocks"), (*project("9b").network.conv_blocks, *[ConvBlock()] * 3))],
         "Project 9b, 3 more blocks"),
        ("5", [(("network", "dense_blocks", 0, "units"), 64)], "Project 6"),
    ],
)  # fmt: skip
def test_a_changed_project_is_named_by_what_was_changed(id, edits, name):
    assert after(project(id), *edits).name == name


@pytest.mark.parametrize("path_and_value", [
    (("training", "seed"), 7), (("training", "epochs"), 3), (("data", "limit"), 2_000),
])  # fmt: skip
def test_another_seed_fewer_epochs_and_fewer_images_are_still_the_project(path_and_value):
    assert after(project("0"), path_and_value).name == "Project 0"


def test_a_typed_name_stays():
    typed = changed(project("0"), name="Project 0, my way")
    assert after(typed, (FILTERS, 64)).name == "Project 0, my way"
    named = after(project("0"), (FILTERS, 64))
    assert renamed(named, changed(named, name="Wider")).name == "Wider"


def test_the_slides_own_protocol_stays_in_the_name():
    slides = get("18").as_in_slides
    assert after(slides, (FILTERS, 64)).name == "Project 18, as in the slides, block 1: 64 filters"
    assert after(slides, (FILTERS, 64), (FILTERS, 32)).name == slides.name


@pytest.mark.parametrize("id", PRESETS)
def test_whatever_is_changed_the_name_says_so_and_goes_back_with_the_change(id):
    for option in options(project(id)):
        once = renamed(project(id), option.experiment)
        known = identify(once)
        assert once.name == get(known).title if known else once.name.startswith(f"Project {id}, ")
        assert len(once.name) <= MAX_NAME_LENGTH and " instead" not in once.name and not once.name.endswith(", ")
        if known is None:
            assert renamed(once, project(id).model_copy(update={"name": once.name})).name == f"Project {id}"
