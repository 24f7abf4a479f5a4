"""The shipped network, as a run that is in no database: on no board, in no list, in no backup, and nobody's.

network = shipped_network(settings)     # None where the app comes without one
network.run, network.card, network.samples
"""

import os
import stat
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.analysis.none_of_these import Known, Measured
from builder.design.cost.summary import summarize
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.engine.folder import SPEC_FILE, WEIGHTS_FILE, Version, version_of
from builder.settings import Settings
from builder.shipped.card import Card
from builder.store.runs.records import Run

if TYPE_CHECKING:
    import numpy as np

#: It has not the form of a run's id, so no run has it, and no folder of a run's files.
SHIPPED_ID = "shipped"
#: Who is named as its owner.
NOBODY = "the app"
CARD_FILE, SAMPLES_FILE, DETECTOR_FILE = "card.json", "images.npz", "detector.npz"
#: Whose SHA-256 is on the card. Text is not: on some systems Git changes the ends of its lines.
CHECKED = (WEIGHTS_FILE, SAMPLES_FILE, DETECTOR_FILE)
#: None of the files is larger.
MOST_BYTES = 64 << 20


class ShippedError(Exception):
    """The shipped network cannot be used; the message is one sentence."""


class Samples(NamedTuple):
    """Test images to try it with: uint8 (N, height, width, channels), their classes uint8 (N,), where they are in the
    test set int32 (N,), and what the network itself said of them, float32 (N, classes)."""

    images: "np.ndarray"
    labels: "np.ndarray"
    places: "np.ndarray"
    probabilities: "np.ndarray"


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
    if not (folder / CARD_FILE).is_file():
        return None
    try:
        # Read anew where a file was replaced meanwhile.
        versions = tuple(version_of(_checked(folder / name)) for name in (CARD_FILE, SPEC_FILE, *CHECKED))
        return _read(folder, versions)
    except OSError as error:
        raise _damaged(f"{Path(error.filename or folder).name}: {error.strerror or error}") from None
    except SpecError as error:
        raise _damaged(f"{SPEC_FILE}: {str(error).rstrip('.')}") from None
    except (ValueError, KeyError, TypeError) as error:  # of a card or of arrays that are not what is written here
        raise _damaged(str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__) from None


def _checked(path: Path) -> os.stat_result:
    """Of a file that can be read whole: a pipe or a device may never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{path.name} is no file")
    if status.st_size > MOST_BYTES:
        raise ValueError(f"{path.name} is larger than {MOST_BYTES >> 20} MB")
    return status


@lru_cache(maxsize=4)
def _read(folder: Path, versions: tuple[Version, ...]) -> Shipped:
    import numpy as np

    card = Card.model_validate_json((folder / CARD_FILE).read_bytes())
    for name in CHECKED:
        if sha256((folder / name).read_bytes()).hexdigest() != card.files.get(name):
            raise ValueError(f"{name} is another than the one that the card describes")
    experiment = from_json((folder / SPEC_FILE).read_bytes())
    with np.load(folder / SAMPLES_FILE, allow_pickle=False) as arrays:
        samples = Samples(*(arrays[name] for name in Samples._fields))
    with np.load(folder / DETECTOR_FILE, allow_pickle=False) as arrays:
        known = Known(*(arrays[name] for name in Known._fields))
        measured = Measured(known, arrays["distances"])
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
