"""The presets in groups, with a short name beside the number: the course's projects by the idea that each of them
tries, and those beyond its slides."""

from typing import NamedTuple

from builder.presets.beyond import BEYOND


class Named(NamedTuple):
    """A project's id, and what it has that the one before it had not, in two or three words."""

    id: str
    name: str


class Idea(NamedTuple):
    """An idea in a word or two, in a few more words, and the projects that try it, in the course's order."""

    title: str
    about: str
    projects: tuple[Named, ...]


def _idea(title: str, about: str, **projects: str) -> Idea:
    return Idea(title, about, tuple(Named(id.removeprefix("p"), name) for id, name in projects.items()))


IDEAS = (
    _idea("Deeper", "one block after another", p0="One block", p1="Two blocks", p2="Three blocks", p3="Four blocks"),
    _idea("Wider, and dropout", "against overfitting", p4="Filters that grow", p5="Dropout 0.2", p6="Dense 64"),
    _idea("Two convolutions", "two in a row see more", p7="In the first block", p8="In every block"),
    _idea("More dropout", "how much, and where", p9a="Dropout 0.3", p9b="Dropout that grows"),
    _idea("Dense layers", "the part that decides", p10="64 and 64", p11="512 and 512"),
    _idea("Batch normalisation", "steadier numbers between layers", p12="In the blocks", p13="Dense too"),
    _idea(
        "Start, batch and rate", "the same network, trained better", p14="He start", p15="Batch 128", p15b="Rate 0.0005"
    ),
    _idea("Augmentation and L2", "for the last points", p16="Augmentation", p17="L2 with SGD", p18="Both, to 90 %"),
)


#: Presets that no slide shows.
BEYOND_THE_SLIDES = Idea(
    "Beyond the slides", "minutes, not hours", tuple(Named(preset.id, preset.title) for preset in BEYOND.values())
)


def short_name(id: str) -> str:
    """The short name of the preset with that id; empty for one that belongs to no group."""
    groups = (*IDEAS, BEYOND_THE_SLIDES)
    return next((named.name for idea in groups for named in idea.projects if named.id == id), "")
