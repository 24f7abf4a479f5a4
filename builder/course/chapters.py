"""The path's chapters, in the order of the course: projects that follow one another and try the same idea.

`presets.ideas` has the same groups, with the short names that the builder shows.
"""

from builder.design.base import Value


class Chapter(Value):
    """A chapter: its title, what it is about in a sentence, and its projects in the order of the course."""

    title: str
    about: str
    projects: tuple[str, ...]


CHAPTERS = (
    Chapter(title="Deeper", about="One block after another finds features of features.", projects=("0", "1", "2", "3")),
    Chapter(
        title="Wider, and dropout against overfitting",
        about="More filters learn the training images by heart; dropout prevents that.",
        projects=("4", "5", "6"),
    ),
    Chapter(
        title="Two convolutions in a row",
        about="As in VGG: more is seen before each pool.",
        projects=("7", "8"),
    ),
    Chapter(title="More dropout", about="How much, and where?", projects=("9a", "9b")),
    Chapter(title="Dense layers", about="The part that decides grows.", projects=("10", "11")),
    Chapter(
        title="Batch normalisation",
        about="Values are kept on a common scale.",
        projects=("12", "13"),
    ),
    Chapter(
        title="Start, batch and learning rate",
        about="The same network, trained better.",
        projects=("14", "15", "15b"),
    ),
    Chapter(
        title="Augmentation and L2",
        about="More images than there are, and weights that stay small.",
        projects=("16", "17", "18"),
    ),
)
