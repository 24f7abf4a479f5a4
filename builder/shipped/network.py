"""The shipped network, as a run that is in no database: on no board, in no list, in no backup, and nobody's.

network = shipped_network(settings)     # None where the app comes without one
network.run, network.card, network.samples
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from builder.analysis.none_of_these import Measured
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.engine.folder import Version
from builder.settings import SHIPPED, Settings
from builder.shipped.card import Card
from builder.shipped.reading import CARD_FILE, FILES, Samples, read_content, versions_of
from builder.store.runs.records import Run

#: It has not the form of a run's id, so no run has it, and no folder of a run's files.
SHIPPED_ID = "shipped"
#: Who is named as its owner.
NOBODY = "the app"


class ShippedError(Exception):
    """The shipped network cannot be used; the message is one sentence."""


class Shipped(NamedTuple):
    """The network as a run, what was measured of it, images to try, and what tells pictures that are none of its
    classes."""

    run: Run
    card: Card
    samples: Samples
    measured: Measured


def is_shipped(run: Run) -> bool:
    """Whether this is the network that comes with the app."""
    return run.id == SHIPPED_ID


def shipped_network(settings: Settings) -> Shipped | None:
    """None where there is none; raises ShippedError where it is damaged."""
    folder = settings.shipped
    try:
        if not any((folder / name).exists() for name in FILES):
            return None
        return _read(folder, versions_of(folder))
    except OSError as error:
        raise _damaged(f"{Path(error.filename or folder).name}: {error.strerror or error}") from None
    except ValueError as error:
        raise _damaged(str(error)) from None


def why_nothing_is_there(settings: Settings) -> str | None:
    """Why no network comes with the app, where a setting names a place in which there is none: ends a sentence that
    begins with the place. An empty folder is how one asks for none."""
    folder = settings.shipped
    if folder == SHIPPED:
        return None
    try:
        if not folder.is_dir():
            return "is no folder" if folder.exists() else "is not there"
        return f"holds no {CARD_FILE}" if any(folder.iterdir()) else None
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"


@lru_cache(maxsize=4)
def _read(folder: Path, versions: tuple[Version, ...]) -> Shipped:
    """`versions` changes with any of the files."""
    card, experiment, samples, measured = read_content(folder)
    return Shipped(_run(card, experiment), card, samples, measured)


def _run(card: Card, experiment: Experiment) -> Run:
    """Its validation accuracy is not known: those images took part in its training."""
    epochs = experiment.training.epochs
    return Run(
        id=SHIPPED_ID,
        name=card.name,
        owner="",
        nickname=NOBODY,
        experiment=experiment,
        dataset=experiment.data.dataset,
        preset=card.preset,
        state="finished",
        submitted_at=0.0,
        parameters=summarize(experiment).total,
        epochs=epochs,
        kept_epoch=epochs,
        seconds=card.trained.seconds,
        test_accuracy=card.test.share,
        test_count=card.test.images,
        has_weights=True,
        precision=card.trained.precision,
        processor=card.trained.processor,
        versions=card.trained.versions,
    )


def _damaged(why: str) -> ShippedError:
    return ShippedError(
        f"The network that comes with the app is damaged and is not used ({why}); install the app again, or get the "
        "files of builder/shipped once more."
    )
