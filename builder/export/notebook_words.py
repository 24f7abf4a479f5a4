"""What a notebook says about its title, the network and the images, in Markdown and in a student's words."""

from builder.design.cost.summary import Summary
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.output import Output
from builder.export.data_code import script_of, splits_with_sklearn
from builder.presets import ALL_PRESETS, Preset, Project, identify, lesson_of
from builder.words.block_choices import ACTIVATIONS, choices, initializer_name
from builder.words.counts import count, number_word
from builder.words.inert import plain


def title(experiment: Experiment, summary: Summary) -> str:
    """The name; for a course project also its lesson, documented result and where the slides contradict themselves."""
    parts = ["# " + plain(experiment.name)]
    preset = ALL_PRESETS.get(identify(experiment) or "")
    parts += [] if preset is None else _about(preset, lesson_of(experiment, preset))
    frozen = f", {summary.non_trainable:,} frozen" if summary.non_trainable else ""
    parts.append(f"The network has {summary.total:,} parameters: {summary.trainable:,} trainable{frozen}.")
    packages = "tensorflow keras scikit-learn" if splits_with_sklearn(experiment.data) else "tensorflow keras"
    parts.append(f"Run the cells from top to bottom. They need `pip install {packages}`.")
    return "\n\n".join(parts)


def _about(preset: Preset, lesson: str | None) -> list[str]:
    """What the preset is, and what must be known beside its result; no `lesson` where it was measured of another
    form of it."""
    if lesson is None:
        return [f"**From {preset.title}, beyond the slides,** with other images or limits."]
    if not isinstance(preset, Project):
        noted = [] if preset.note is None else [f"> **About its images.** {preset.note}"]
        return [f"**{preset.title}, beyond the slides.** {lesson}", *noted]
    told = (
        f"**{preset.title} of the course.** {lesson} The slides document a test accuracy of "
        f"{preset.documented.test_accuracy:.2f} % on CIFAR-10."
    )
    return [told] if preset.note is None else [told, f"> **About this project's slides.** {preset.note}"]


def imports(data: Data) -> str:
    split = ", scikit-learn splits them" if splits_with_sklearn(data) else ""
    return f"## What is needed\n\nKeras builds and trains the network, NumPy holds the images{split}."


def layers(experiment: Experiment, summary: Summary) -> str:
    """One line for each part of the network."""
    network, images = experiment.network, experiment.images
    lines = _input(network.input)
    lines += [f"- **block {number}**: {_conv_block(block)}" for number, block in enumerate(network.conv_blocks, 1)]
    lines.append(f"- **{network.to_vector.replace('_', ' ')}**: {_vector(network.to_vector)}")
    lines += [f"- **dense {number}**: {_dense_block(block)}" for number, block in enumerate(network.dense_blocks, 1)]
    units = f"{number_word(len(images.classes))} units{_output(network.output)} with softmax"
    lines.append(f"- **output**: {units}, one probability for each class")
    return (
        f"## The network\n\nAn image of {_image(images.shape)} goes through {len(summary.rows)} layers:\n\n"
        + "\n".join(lines)
        + "\n\nThe first weights and the dropout are drawn from one number, so that the network starts as it does in "
        "Model Builder, and every time alike."
    )


def images(data: Data) -> str:
    """Where the images come from, and how they are split."""
    source = script_of(data).about
    text = (
        f"## The images\n\n{source}. The network learns from the training images, validation images judge it after "
        "each epoch, and the test images stand for new ones."
    )
    if data.limit is not None:
        text += f" Only {data.limit:,} training images are used, and {data.limit // 4:,} each to validate and to test."
    if data.trains_on_validation:
        text += (
            "\n\n**The validation images were trained on**: their accuracy says how well "
            "they are remembered, and nothing about new images."
        )
    return text


def batches() -> str:
    return (
        "## Batches of our own\n\nKeras's generator lacks some of the changes that this training makes to its images, "
        "so the batches are drawn and changed here, with NumPy."
    )


def load() -> str:
    return "## Load\n\nThe seed makes every run alike. Pixels go from 0–255 to 0–1: small numbers are learnt from best."


def _image(shape: tuple[int, int, int]) -> str:
    height, width, channels = shape
    return f"{height} × {width} pixels in {'three colours' if channels == 3 else 'shades of grey'}"


def _vector(way: str) -> str:
    if way == "flatten":
        return "the maps as one long vector"
    name = way.replace("_", " ")
    return (
        f"one value of each map, by {name} pooling" if name.startswith("global") else f"the maps as a vector, by {name}"
    )


def _input(given: Input) -> list[str]:
    """What the images go through first, and where its numbers come from."""
    parts = ["each colour shifted and scaled to mean 0 and variance 1"] if given.normalization else []
    if given.whitening != "none":
        bias = " with a bias that is trained" if given.whitening == "bias" else ""
        parts.append(f"a whitening convolution of 2 × 2{bias}, then {ACTIVATIONS[given.activation]}")
    return [f"- **input**: {', '.join(parts)}; its numbers are computed from the training images"] if parts else []


def _output(output: Output) -> str:
    """What is not usual of it: " without bias, times 0.1,"."""
    parts = [] if output.use_bias else ["without bias"]
    parts += (
        []
        if output.kernel_initializer == "glorot_uniform"
        else [f"drawn {initializer_name(output.kernel_initializer)}"]
    )
    parts += [] if output.logit_scale == 1 else [f"times {output.logit_scale:.4g}"]
    return f" {', '.join(parts)}," if parts else ""


def _conv_block(block: Block) -> str:
    if not isinstance(block, ConvBlock):
        return block.words()
    size = f"{block.kernel_size} × {block.kernel_size}"
    parts = [f"{count(block.convolutions, 'convolution')} of {size} with {count(block.filters, 'filter')}"]
    if block.batch_normalization != "none":
        each = " after each" if block.batch_normalization == "each" and block.convolutions > 1 else ""
        parts.append(f"batch normalisation{each}")
    if block.pooling != "none":
        parts.append(f"{block.pooling} pooling 2 × 2")
    return ", ".join(parts + _dropout_and_l2(block))


def _dense_block(block: Block) -> str:
    if not isinstance(block, DenseBlock):
        return block.words()
    parts = [f"{block.units:,} units"]
    if block.batch_normalization:
        parts.append("batch normalisation")
    return ", ".join(parts + _dropout_and_l2(block))


def _dropout_and_l2(block: ConvBlock | DenseBlock) -> list[str]:
    parts = []
    if block.dropout > 0:
        parts.append(f"dropout of {block.dropout:.4g}")
    if block.l2 > 0:
        parts.append(f"L2 of {block.l2:g} on the weights")
    return parts + choices(block)
