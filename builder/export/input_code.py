"""The input's layers in an exported script: what they take from the training images, as source.

The arithmetic is that of `datasets/input_statistics.py`, and a test holds the numbers equal to the last bit.
"""

from builder.datasets.input_statistics import PATCH_IMAGES
from builder.design.cost.summary import Row, summarize
from builder.design.experiment import Experiment
from builder.export.seeded_code import is_plain

_STATISTICS = """\
mean, square = x_train.mean(axis=(0, 1, 2)), np.einsum("nhwc,nhwc->c", x_train, x_train, dtype="int64")
variance = np.float32((square / x_train[..., 0].size - mean**2) / 255**2)
{layer}.set_weights([mean / 255, variance])
"""

_WHITENING = """\
part = x_train[:{count}{cut}].astype("float64")
patches = np.concatenate([part[:, y::2, x::2] for y in (0, 1) for x in (0, 1)], axis=-1).reshape(-1, {size})
means, scales = patches.mean(axis=0), {scales}
square = patches.T @ patches / len(patches)
values, vectors = np.linalg.eigh((square - np.outer(means, means)) / np.outer(scales, scales))
filters = (vectors / np.sqrt(values.clip(0) + 5e-4))[:, ::-1]
{layer}.kernel.assign(np.hstack([filters, -filters]).reshape(2, 2, {channels}, -1))
"""


def measuring_code(experiment: Experiment, model: str) -> str:
    """What measures x_train, as bytes, for the first layers of that model; empty where the design needs nothing."""
    given, (height, width, channels) = experiment.network.input, experiment.images.shape
    layers, told, code = _layers(experiment, model), [], ""
    if given.normalization:
        told.append("each channel's mean and variance")
        code += _STATISTICS.format(layer=layers["BatchNormalization"])
    if given.whitening != "none":
        told.append("filters that whiten 2x2 pixels (arXiv 2404.00498)")
        code += _WHITENING.format(
            count=PATCH_IMAGES,
            cut=f", : {height // 2 * 2}, : {width // 2 * 2}" if height % 2 or width % 2 else "",
            size=4 * channels,
            channels=channels,
            scales="255 * np.sqrt(np.tile(variance, 4))" if given.normalization else f"np.full({4 * channels}, 255.0)",
            layer=layers["Conv2D"],
        )
    return f"# Measured on x_train: {', and '.join(told)}.\n{code}" if code else ""


def _layers(experiment: Experiment, model: str) -> dict[str, str]:
    """The expressions for the input's layers, by their kinds."""
    rows = summarize(experiment).rows
    return {
        row.kind: _expression(rows, number, model) for number, row in enumerate(rows) if row.place.section == "input"
    }


def _expression(rows: tuple[Row, ...], number: int, model: str) -> str:
    return f"{model}.layers[{number}]" if is_plain(rows) else f'{model}.get_layer("{rows[number].name}")'
