"""Small snapshots of the weights while they train, so that one can see afterwards how a network grew.

Beside the kept weights there is a file for the first epoch and for every 2nd, 4th, 8th, … one after it, so that there
are at most MOST at any time; which, follows from the number of epochs alone. The weights are stored in half precision:
for looking, three digits are enough.
"""

import logging
import shutil
from pathlib import Path

import numpy as np

from builder.engine.backend import keras
from builder.engine.bundle import weights_of
from builder.engine.errors import BundleError, DamagedError
from builder.engine.files import make_folder, replace_file
from builder.engine.folder import snapshot_file, snapshots_in
from builder.engine.sealed import sealed, unsealed

log = logging.getLogger(__name__)

MOST = 12
#: Of one run, all snapshots together. Half a billion weights, which a network may have, would fill a disk.
MOST_BYTES = 120_000_000
BYTES_PER_WEIGHT = 2
#: A disk has room for a snapshot if it has room for so many: a checkpoint takes as much as eight, and is written anew
#: beside the last one.
ROOM = 20

_LARGEST = float(np.finfo(np.float16).max)


def snapshot_epochs(epochs: int, most: int = MOST) -> tuple[int, ...]:
    """The epochs of which there are snapshots after so many epochs: the first, then equally spaced, at most `most`."""
    if most < 1:
        return ()
    step = 1
    while -(-epochs // step) > most:
        step *= 2
    return tuple(range(1, epochs + 1, step))


def most_snapshots(weights: int) -> int:
    """How many snapshots a network with so many weights may have."""
    return min(MOST, MOST_BYTES // (BYTES_PER_WEIGHT * max(1, weights)))


def save_snapshot(model: keras.Model, epoch: int, folder: Path) -> None:
    """Writes the weights after `epoch`, if they are among those to keep, and if the disk has room for more than that.

    Training goes on without what cannot be written: it is worth more than its picture book.
    """
    if epoch not in snapshot_epochs(epoch, most_snapshots(model.count_params())):
        return
    halved = {name: np.clip(array, -_LARGEST, _LARGEST).astype(np.float16) for name, array in weights_of(model).items()}
    try:
        make_folder(folder)
        if shutil.disk_usage(folder).free < ROOM * BYTES_PER_WEIGHT * model.count_params():
            log.warning("There is no snapshot of epoch %s: the disk is nearly full", epoch)
            return
        replace_file(snapshot_file(folder, epoch), *sealed(halved))
    except OSError as error:
        log.warning("The snapshot of epoch %s was not written: %s", epoch, error)


def tidy_snapshots(model: keras.Model, epochs: int, folder: Path) -> None:
    """Removes the snapshots that are not among those to keep after so many epochs, also ones of later epochs."""
    wanted = snapshot_epochs(epochs, most_snapshots(model.count_params()))
    for epoch in snapshots_in(folder):
        if epoch not in wanted:
            try:
                snapshot_file(folder, epoch).unlink(missing_ok=True)
            except OSError as error:  # another program holds it open; it is tried again after the next epoch
                log.warning("The snapshot of epoch %s was not removed: %s", epoch, error)


def load_snapshot(model: keras.Model, epoch: int, folder: Path) -> None:
    """Gives `model` the weights after `epoch`; raises BundleError with a sentence if the file cannot be used."""
    path = snapshot_file(folder, epoch)
    try:
        header, weights = unsealed(path.read_bytes())
    except (OSError, DamagedError) as error:
        raise BundleError(f"The snapshot of epoch {epoch} cannot be read ({error}); the other epochs can.") from None
    named = {f"{layer.name}/{variable.name}": variable for layer in model.layers for variable in layer.weights}
    fits = not header and weights.keys() == named.keys()
    fits = fits and all(
        weights[name].dtype == np.float16
        and weights[name].shape == tuple(variable.shape)
        and np.isfinite(weights[name]).all()
        for name, variable in named.items()
    )
    if not fits:
        raise BundleError(f"{path} does not belong to its design; the other epochs can be shown.")
    for name, variable in named.items():
        variable.assign(weights[name].astype(np.float32))
