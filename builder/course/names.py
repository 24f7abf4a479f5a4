"""The name of a design that began as a course project and was changed: "Project 0, 64 filters"."""

from typing import NamedTuple

from builder.course.change import Change
from builder.course.changes import changes
from builder.course.network_changes import network_changes
from builder.course.training_changes import training_changes
from builder.design.edit.fields import changed
from builder.design.experiment import MAX_NAME_LENGTH, Experiment, clean_name
from builder.presets import ALL_PRESETS, BEYOND, get, identify, on_images, uncut, what_counts
from builder.words.counts import count

#: So many changes are named; of more, their number is told.
MOST_NAMED = 2


def renamed(before: Experiment, after: Experiment) -> Experiment:
    """`after`, which was made by changing `before`, with a name that says what it does differently from its project.

    A name that somebody typed stays. A project on other images, with another seed, cut short or by another protocol is
    still that project and keeps its name; a change that makes another project of it gives it that one's.
    """
    if after.name != before.name:
        return after
    project = _project_named_in(before)
    if project is None or (name := name_of(project, after)) == after.name:
        return after
    return changed(after, name=name)


class Origin(NamedTuple):
    """The preset that a design began as, and how many changes were made to it."""

    title: str
    changes: int


def origin_of(design: Experiment) -> Origin | None:
    """Where a design comes from that is no preset itself; None where somebody typed its name.

    One of a preset beyond the slides counts its limits and its number of images, too: what is said of its accuracy
    rests on them.
    """
    known = identify(design)
    if known in BEYOND:
        return Origin(get(known).experiment.name, len(changes(uncut(design, get(known)), design)))
    project = _project_named_in(design)
    return None if project is None else Origin(project.name, len(_told(project, design)))


def name_of(project: Experiment, design: Experiment) -> str:
    """What `design` is called if it began as `project`."""
    known = identify(design)
    if known is not None:
        return project.name if known == identify(project) else get(known).experiment.name
    told = _told(project, design)
    for named in range(min(MOST_NAMED, len(told)), -1, -1):
        name = clean_name(", ".join((project.name, *_named(told, named))))
        if len(name) < MAX_NAME_LENGTH:
            return name
    return project.name


def _named(told: list[str], named: int) -> list[str]:
    """The first of the changes, and how many more there are."""
    if named == len(told):
        return told
    return [*told[:named], count(len(told) - named, "more change" if named else "change")]


def _told(project: Experiment, design: Experiment) -> list[str]:
    return [change.short for change in _changes(project, design) if change.short]


def _changes(project: Experiment, design: Experiment) -> tuple[Change, ...]:
    project = on_images(project, design.images)
    training = what_counts(project.training), what_counts(design.training)
    return (*network_changes(project.network, design.network), *training_changes(*training))


def _project_named_in(design: Experiment) -> Experiment | None:
    """The project that the design's name was made from; None where somebody typed the name."""
    for preset in ALL_PRESETS.values():
        for project in preset.designs:
            if design.name == project.name:
                return project
            if design.name.startswith(f"{project.name}, ") and design.name == name_of(project, design):
                return project
    return None
