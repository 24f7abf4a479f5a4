"""Which runs' validation accuracies lie too far above their test accuracies to be chance (`statistics/leak.py`), and
the one rule that follows from that and from the design: whose validation accuracy may stand against others."""

from collections.abc import Callable

from builder.datasets.table import usual_sizes, validated_on
from builder.design.training.training import validation_images
from builder.settings import Settings
from builder.statistics.leak import Leak, find_leak
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run

#: Says how many images validated a run, 0 if that is not known.
CountOf = Callable[[Run], int]


def validation_counts(settings: Settings) -> CountOf:
    """By the images that are here; each set is asked for once."""
    counts: dict[ValidationSet, int] = {}

    def count_of(run: Run) -> int:
        images = validation_set(run.experiment)
        if images not in counts:
            counts[images] = validated_on(run.experiment.data, run.experiment.training, settings) or 0
        return counts[images]

    return count_of


def usual_count(run: Run) -> int:
    """By complete data sets, wherever their images are."""
    sizes = usual_sizes(run.experiment.data)
    return 0 if sizes is None else validation_images(sizes[1], run.experiment.training)


def leak_of(run: Run, count_of: CountOf) -> Leak | None:
    """The leak that the run's accuracies show; None if there is none, or its test set was not read."""
    if not run.test_count or (run.validation_accuracy or 0) <= (run.test_accuracy or 0):
        return None  # most runs, of which nobody then asks how many images validated them
    return find_leak(run.validation_accuracy, count_of(run), run.test_accuracy, run.test_count)


def may_be_ranked(run: Run, leak: Leak | None) -> bool:
    """Whether its validation accuracy may stand against others', and the run be chosen by it.

    Its validation images were kept out of training, by its design and as far as its accuracies can tell, which show
    this `leak`. Whatever ranks, chooses or compares runs by validation accuracy asks this.
    """
    return leak is None and not run.experiment.data.trains_on_validation
