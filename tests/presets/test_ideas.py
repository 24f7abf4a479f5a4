"""The projects by idea."""

from builder.course.chapters import CHAPTERS
from builder.presets import ALL_PRESETS
from builder.presets.ideas import BEYOND_THE_SLIDES, IDEAS, short_name


def test_every_preset_belongs_to_one_group_and_has_a_name_of_its_own():
    named = [one for idea in (*IDEAS, BEYOND_THE_SLIDES) for one in idea.projects]
    assert sorted(one.id for one in named) == sorted(ALL_PRESETS)
    assert len({one.name for one in named}) == len(named)
    assert short_name("9b") == "Dropout that grows" and short_name("none") == ""


def test_the_builder_groups_the_projects_as_the_course_does():
    assert [tuple(one.id for one in idea.projects) for idea in IDEAS] == [chapter.projects for chapter in CHAPTERS]
