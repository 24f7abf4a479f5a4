"""The one reading of a run's test set as a script that repeats it: without this product, and choosing nothing by it."""

from builder.design.cost.evaluation import images_at_once
from builder.design.experiment import Experiment
from builder.export.network_code import build_model_code
from builder.export.script import checked_summary
from builder.export.seeded_code import seeded_code

_TEMPLATE = '''\
"""Repeats the reading of the test set by which a run was measured.

    python verification.py FOLDER

FOLDER holds weights.safetensors, and images.npy (uint8) with labels.npy: the images that the run was measured on. They
are named by the SHA-256 of their pixels and labels, and others are refused. Writes probabilities.npy beside them.
"""

import hashlib
import json
import sys
from pathlib import Path

sys.modules["builder"] = None  # the product that made this script takes no part in it

import keras
import numpy as np
from keras import layers
from safetensors.numpy import load_file

keras.config.set_floatx("float32")
keras.config.set_image_data_format("channels_last")
keras.config.set_dtype_policy("{measured_in}")

#: The SHA-256 of the names of all images, in their order.
IMAGES = "{images}"


{network}


def names(images, labels) -> bytes:
    """The names of the images, one after another: the first 16 bytes of the SHA-256 of pixels and label."""
    return b"".join(
        hashlib.sha256(image.tobytes() + bytes([label])).digest()[:16] for image, label in zip(images, labels)
    )


def said(model, images) -> np.ndarray:
    """The probability of each class{twice}."""
    pixels = images.astype("float32") / 255
    return {said}


def main(folder: Path) -> None:
    images = np.load(folder / "images.npy", allow_pickle=False)
    labels = np.load(folder / "labels.npy", allow_pickle=False)
    if hashlib.sha256(names(images, labels)).hexdigest() != IMAGES:
        sys.exit("These are not the images that the run was measured on.")
    model = build_model()
    weights = load_file(folder / "weights.safetensors")
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(weights[f"{{layer.name}}/{{variable.name}}"])
    probabilities = np.concatenate(
        [said(model, images[start : start + {batch}]) for start in range(0, len(images), {batch})]
    )
    np.save(folder / "probabilities.npy", probabilities)
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    print(json.dumps({{"correct": correct, "count": len(labels)}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
'''

_MEAN = "(model.predict_on_batch(pixels) + model.predict_on_batch(pixels[:, :, ::-1])) / 2"


def to_verification(experiment: Experiment, *, measured_in: str, images: str) -> str:
    """The script for a run of this design; `images` is the SHA-256 of the names of its test images, in hexadecimal.

    It needs Keras with TensorFlow and safetensors. `measured_in` is the number format of the reading: "float32" or
    "mixed_bfloat16". Raises ValueError when the network's shapes do not fit.
    """
    summary = checked_summary(experiment)
    is_mirrored = experiment.training.mirror_average
    return _TEMPLATE.format(
        measured_in=measured_in,
        images=images,
        network=_network(experiment),
        batch=images_at_once(summary),
        twice=": the mean of what is said of an image and of its mirror image" if is_mirrored else "",
        said=_MEAN if is_mirrored else "model.predict_on_batch(pixels)",
    )


def _network(experiment: Experiment) -> str:
    """The functions that build the network."""
    functions = build_model_code(experiment, float32_output=True), seeded_code(experiment)
    return "\n\n\n".join(code.rstrip("\n") for code in functions if code)
