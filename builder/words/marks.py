"""The marks that say what a run's accuracies are worth, as text; `store/board/marks.py` decides who has them."""

from typing import NamedTuple

from builder.words.counts import count


class Mark(NamedTuple):
    """`text` stands beside the accuracy, `meaning` is the sentence that explains it, under `kind` where the text is
    another for each run."""

    text: str
    meaning: str
    kind: str = ""

    @property
    def heading(self) -> str:
        """What the meaning is explained under."""
        return self.kind or self.text


TRAINED_ON_VALIDATION = Mark(
    "validation images were trained on",
    "The validation images were among the training images, so the validation accuracy says nothing about new images, "
    "and the run gets no place.",
)
CHOSEN_BY_TEST = Mark(
    "the test set chose this model",
    "The test set ended the training and chose the epoch that is kept, so the test accuracy is the best of many "
    "and no estimate for new images.",
)
#: Nothing is wrong with it, but another run's accuracy may be that of one view.
MIRROR_AVERAGE = Mark(
    "mean with the mirror image",
    "Each image was named as it is and as its mirror image, and the mean counts: its accuracies are those of two "
    "views, and Classify answers the same way.",
)
#: Beside the files of such a run, which other programs read.
FILES_OF_ONE_VIEW = (
    "The files for other programs hold the network, which looks at a picture once. Its accuracies here are those of "
    "the mean with the mirror image."
)
#: Beside an answer of such a run.
TWO_VIEWS = "This is the mean of what the network says of the picture and of its mirror image."
#: Its claims are shown by whoever shows the run.
IMPORTED = Mark(
    "imported",
    "The run came out of a file: its figures count once they have been measured here.",
)
#: It has no curve, no weights and no accuracy.
NO_EPOCH = Mark(
    "no complete epoch",
    "The run ended before its first epoch was complete, so it has no curve, no weights, no accuracy and no place.",
)


def cut_short(state: str, epochs: int, planned: int) -> Mark:
    """The mark of a run that was "stopped", or "failed", before its training had ended by itself."""
    how = "Somebody stopped it" if state == "stopped" else "It failed"
    return Mark(
        f"{state} after {epochs:,} of {count(planned, 'epoch')}",
        f"{how} before its training ended by itself: it has its place here, and none on the podium.",
        state,
    )


def texts(found: tuple[Mark, ...]) -> list[str]:
    """The marks as lists and files write them."""
    return [mark.text for mark in found]
