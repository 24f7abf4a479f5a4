"""What the coach says on a run's page: each kind has an icon, and a project's lesson says where it was learnt."""

from typing import get_args

from builder import presets
from builder.analysis.coach.observation import Kind
from builder.ui.run_page.happened import ICONS, lesson_on


def test_every_kind_has_its_icon():
    assert set(ICONS) == set(get_args(Kind))
    assert len(set(ICONS.values())) == len(ICONS)


def test_a_projects_lesson_beside_a_run_on_other_data_says_on_which_data_it_was_learnt():
    project = presets.get("1")
    assert lesson_on(project, "cifar10") == "A second block and 30 more epochs: ten points."
    assert lesson_on(project, "digits") == (
        "A second block and 30 more epochs, on CIFAR-10’s photos; here it may differ."
    )
