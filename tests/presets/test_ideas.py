"""The projects by idea."""

from builder.course.chapters import CHAPTERS
from builder.presets import PRESETS
from builder.presets.ideas import IDEAS, short_name


def test_every_project_belongs_to_one_idea_and_has_a_name_of_its_own():
    named = [one for idea in IDEAS for one in idea.projects]
    assert sorted(one.id for one in named) == sorted(PRESETS)
    assert len({one.name for one in named}) == len(named)
    assert short_name("9b") == "Dropout that grows" and short_name("none") == ""


def test_the_builder_groups_the_projects_as_the_course_does():
    assert [tuple(one.id for one in idea.projects) for idea in IDEAS] == [chapter.projects for chapter in CHAPTERS]
