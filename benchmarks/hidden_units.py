"""Why the seed decides so much in project 0: how many of its hidden units tell images apart at the start.

    BUILDER_CIFAR10=... python benchmarks/hidden_units.py [--preset 0] [--seeds 5] [--images 2000]

For each seed, the new network's first dense layer is run on training images. A unit that is on (its ReLU outputs
more than zero) for nearly all of them, or for nearly none, cannot tell them apart. Prints the number of units that
are on for 5 to 95 % of the images.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.datasets.table import load_split  # noqa: E402
from builder.engine.backend import keras  # noqa: E402
from builder.engine.build import build_model  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import load_settings  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="0")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--images", type=int, default=2000)
    arguments = parser.parse_args()
    experiment = get(arguments.preset).experiment
    images = load_split(experiment.data, load_settings()).train.images[: arguments.images] / 255
    for seed in range(arguments.seeds):
        model = build_model(experiment, seed=seed)
        dense = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))
        share_on = (keras.Model(model.inputs, dense.output).predict_on_batch(images) > 0).mean(axis=0)
        useful = int(((share_on >= 0.05) & (share_on <= 0.95)).sum())
        print(f"seed {seed}: {useful} of {dense.units} units are on for 5 to 95 % of {len(images):,} images")


if __name__ == "__main__":
    main()
