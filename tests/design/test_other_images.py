"""A design moves to other images."""

from builder.design.data import Data
from builder.design.edit.data import on_all_of
from builder.design.edit.fields import changed
from builder.presets import PRESETS


def test_on_other_images_a_limit_goes_and_the_rest_stays():
    project = PRESETS["4"].experiment
    few = changed(project, data=changed(project.data, limit=4_000, split_seed=3))
    assert on_all_of(few, "digits") == changed(project, data=Data(images="digits", split_seed=3))
