"""The course's projects grouped by the idea that each of them tries, with a short name beside the number."""

from typing import NamedTuple


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
    _idea("Base line", "the smallest network that learns something", p0="One block"),
    _idea("Deeper", "more blocks, one after another", p1="Two blocks", p2="Three blocks", p3="Four blocks"),
    _idea(
        "Wider", "more filters and units in each layer", p4="Filters that grow", p6="Dense 64", p11="Dense 512 twice"
    ),
    _idea("Dropout", "against overfitting", p5="Dropout 0.2", p9a="Dropout 0.3", p9b="Dropout that grows"),
    _idea("Two convolutions", "two in a row see more", p7="In the first block", p8="In every block"),
    _idea("Dense layers", "two of them", p10="64 and 64"),
    _idea("Batch normalisation", "steadier numbers between layers", p12="In the blocks", p13="Dense too"),
    _idea("A better start", "the first random weights", p14="He initialisation"),
    _idea("Batch and rate", "how often and how far weights move", p15="Batch 128", p15b="Rate 0.0005"),
    _idea("L2 and SGD", "smaller weights, plainer steps", p17="L2 and momentum"),
    _idea("Augmentation", "pictures that change every time", p16="Augmented", p18="Everything, to 90 %"),
)


def short_name(id: str) -> str:
    """The short name of the project with that id; empty for one that belongs to no idea."""
    return next((named.name for idea in IDEAS for named in idea.projects if named.id == id), "")
