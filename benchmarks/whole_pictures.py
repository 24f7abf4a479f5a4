"""How well networks recognise all of a picture that is not square, by how it is fitted into their square.

    python -m benchmarks.whole_pictures [RUN ...]

Takes each validation image of the named runs of BUILDER_HOME (by default of all finished ones), leaves out its upper
and lower eighth (or its left and right one, in turn), and fits what is left, 4 : 3, into the square again.
"""

import sys
from collections.abc import Callable

import numpy as np
from PIL import Image

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.pictures.fitting import fitted
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.runs.kept import kept_runs
from builder.store.schema.database import open_database

MOST_IMAGES = 2000


def main() -> None:
    from builder.engine.bundle import load_bundle
    from builder.engine.predict import probabilities

    settings, wanted = load_settings(), sys.argv[1:]
    for run in kept_runs(open_database(settings)):
        if run.id in wanted or not wanted and run.state == "finished":
            count = min(MOST_IMAGES, len(held_out_indices(run.experiment, "validation", settings)))
            images = held_out_images(run.experiment, "validation", settings, range(count))
            _, model = load_bundle(artifacts_of(settings).folder(run.id))
            print(f"{run.name}, {run.dataset}, {count} images", end="")
            for name, fit in WAYS.items():
                seen = np.stack([fit(cut(pixels, turn)) for turn, pixels in enumerate(images.images)])
                right = probabilities(model, seen).argmax(axis=1) == images.labels
                print(f"; {name} {right.mean():.1%}", end="")
            print()


def cut(pixels: np.ndarray, turn: int) -> Image.Image:
    """Three quarters of it, across or upright."""
    return Image.fromarray(pixels[4:-4] if turn % 2 else pixels[:, 4:-4])


def squeezed(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.resize((32, 32), Image.Resampling.BILINEAR))


def padded(mode: str) -> Callable[[Image.Image], np.ndarray]:
    """Margins in black ("constant"), of the mean colour at the edge ("mean"), or of the pixels there ("edge")."""

    def fit(picture: Image.Image) -> np.ndarray:
        pixels = np.asarray(picture)
        around = [((32 - side) // 2, (32 - side + 1) // 2) for side in pixels.shape[:2]]
        if mode != "mean":
            return np.pad(pixels, (*around, (0, 0)), mode=mode)
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).mean(axis=0).round()
        filled = np.full((32, 32, 3), edge, np.uint8)
        (top, _), (left, _) = around
        filled[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        return filled

    return fit


WAYS: dict[str, Callable[[Image.Image], np.ndarray]] = {
    "centre": lambda picture: fitted(picture, (32, 32, 3), "centre"),
    "squeezed": squeezed,
    "black margins": padded("constant"),
    "margins of the edge's mean colour": padded("mean"),
    "whole, as Classify": lambda picture: fitted(picture, (32, 32, 3), "whole"),
}

if __name__ == "__main__":
    main()
