"""What a screen reader hears of a training that goes on beside one's other work: each fifth epoch, and the end."""

from collections.abc import Sequence

from builder.progress.epoch import Epoch
from builder.store.runs.records import ENDED, Run
from builder.ui.app.unseen_script import unseen_script
from builder.words.numbers import percent

#: Every epoch of a quick training would be more than can be said in its time.
EVERY = 5
_ENDED = {"finished": "has finished", "stopped": "was stopped", "failed": "has failed"}
_speak = unseen_script("builder_spoken", __file__)


def speak(run: Run, epochs: Sequence[Epoch]) -> None:
    """Say where the run is; its end is said only to who has been there since it trained."""
    _speak(data={"run": run.id, "told": told(run, epochs), "ended": run.state in ENDED})


def told(run: Run, epochs: Sequence[Epoch]) -> str:
    """The sentence; empty until there is something to say."""
    if run.state in ENDED:
        found = [("validation accuracy", run.validation_accuracy)]
        found.append(("test accuracy", None if run.tested is None else run.tested.accuracy))
        said = [f"{what} {percent(accuracy)}" for what, accuracy in found if accuracy is not None]
        return f"{', '.join([f'{run.name} {_ENDED[run.state]}', *said])}."
    heard = len(epochs) // EVERY * EVERY
    if not heard:
        return ""
    epoch = epochs[heard - 1]
    return (
        f"Epoch {epoch.epoch:,} of {run.experiment.training.epochs:,}: "
        f"validation accuracy {percent(epoch.val_accuracy)}."
    )
