"""What a run's network says of a few validation images after its newest epoch, with these images themselves."""

from typing import TYPE_CHECKING, NamedTuple

from builder.store.artifacts.protocol import ArtifactError, ArtifactStore

if TYPE_CHECKING:
    import numpy as np

NAME = "followed"


class Followed(NamedTuple):
    """After `epoch`, counted from 1: `images` uint8 (N, height, width, channels), their `labels` uint8 (N,),
    `probabilities` float32 (N, classes), and which were chosen as tricky, bool (N,)."""

    epoch: int
    images: "np.ndarray"
    labels: "np.ndarray"
    probabilities: "np.ndarray"
    are_tricky: "np.ndarray"


def save_followed(store: ArtifactStore, run_id: str, followed: Followed) -> None:
    """Saves it in place of that of the epoch before; raises ArtifactError."""
    import numpy as np

    arrays = {
        "images": followed.images,
        "labels": followed.labels,
        "probabilities": followed.probabilities,
        "are_tricky": followed.are_tricky.astype(np.uint8),
        "epoch": np.array([followed.epoch], np.int32),
    }
    store.save_arrays(run_id, NAME, {name: np.ascontiguousarray(array) for name, array in arrays.items()})


def load_followed(store: ArtifactStore, run_id: str, classes: int) -> Followed | None:
    """What was saved; None for a run without, as those of before. `classes` is how many the run's network tells apart.

    Raises ArtifactError if it is damaged.
    """
    arrays = store.load_arrays(run_id, NAME)
    if arrays is None:
        return None
    try:
        images, labels, probabilities = arrays["images"], arrays["labels"], arrays["probabilities"]
        are_tricky = arrays.get("are_tricky", 0 * labels)  # files of before have none
        epoch = int(arrays["epoch"][0])
    except (KeyError, IndexError):
        raise _damaged(run_id) from None
    count = len(labels)
    fits = images.dtype == labels.dtype == "uint8" and images.ndim == 4 and images.shape[-1] in (1, 3)
    fits = fits and len(images) == count and labels.shape == (count,) and bool((labels < classes).all())
    fits = fits and are_tricky.dtype == "uint8" and are_tricky.shape == (count,)
    if not fits or probabilities.dtype != "float32" or probabilities.shape != (count, classes):
        raise _damaged(run_id)
    return Followed(epoch, images, labels, probabilities, are_tricky.astype(bool))


def followed_saved_at(store: ArtifactStore, run_id: str) -> int | None:
    """A number that each epoch changes, for caches; None if nothing is saved. Reads no file."""
    return store.saved_at(run_id, NAME)


def _damaged(run_id: str) -> ArtifactError:
    return ArtifactError(f"The predictions of a few images of run {run_id} after each epoch cannot be read.")
