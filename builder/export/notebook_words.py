"""What a notebook says about each of its parts, in Markdown and in a student's words."""

from builder.design.cost.summary import Summary
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.output import Output
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import VALIDATION_STEP, Training
from builder.export.data_code import script_of
from builder.presets import PRESETS, identify
from builder.words.block_choices import ACTIVATIONS, choices
from builder.words.counts import count
from builder.words.fields import OPTIMIZER_NOTES
from builder.words.inert import plain
from builder.words.monitors import MONITORS, judge
from builder.words.optimizing import name_of, schedule, settings


def title(experiment: Experiment, summary: Summary) -> str:
    """The name; for a course project also its lesson, documented result and where the slides contradict themselves."""
    parts = ["# " + plain(experiment.name)]
    preset = PRESETS.get(identify(experiment) or "")
    if preset is not None:
        parts.append(
            f"**{preset.title} of the course.** {preset.lesson} The slides document a test accuracy of "
            f"{preset.documented.test_accuracy:.2f} % on CIFAR-10."
        )
        if preset.note is not None:
            parts.append(f"> **About this project's slides.** {preset.note}")
    frozen = f", {summary.non_trainable:,} frozen" if summary.non_trainable else ""
    parts.append(f"The network has {summary.total:,} parameters: {summary.trainable:,} trainable{frozen}.")
    parts.append("Run the cells from top to bottom. They need `pip install tensorflow keras scikit-learn`.")
    return "\n\n".join(parts)


def imports() -> str:
    return "## What is needed\n\nKeras builds and trains the network, NumPy holds the images, scikit-learn splits them."


def layers(experiment: Experiment, summary: Summary) -> str:
    """One line for each part of the network."""
    network, images = experiment.network, experiment.images
    lines = _input(network.input)
    lines += [f"- **block {number}**: {_conv_block(block)}" for number, block in enumerate(network.conv_blocks, 1)]
    lines.append(f"- **{network.to_vector.replace('_', ' ')}**: {_vector(network.to_vector)}")
    lines += [f"- **dense {number}**: {_dense_block(block)}" for number, block in enumerate(network.dense_blocks, 1)]
    units = f"{_number(len(images.classes))} units{_output(network.output)} with softmax"
    lines.append(f"- **output**: {units}, one probability for each class")
    return (
        f"## The network\n\nAn image of {_image(images.shape)} goes through {len(summary.rows)} layers:\n\n"
        + "\n".join(lines)
        + "\n\n`seeded` draws the first weights and the dropout from one number, so that the network starts as it does "
        "in Model Builder, and every time alike."
    )


def own_classes(training: Training) -> str:
    sentences = []
    if training.optimizer.is_own:
        sentences.append(f"`{training.optimizer.title}` makes the steps. {OPTIMIZER_NOTES[training.optimizer.kind]}")
    if training.learning_rate.is_own:
        sentences.append(f"`{training.learning_rate.keras_class}` says how large the steps are while training goes on.")
    return f"## Classes of our own\n\nKeras lacks them. {' '.join(sentences)}"


def ending(training: Training) -> str:
    sentences = []
    if training.averaging is not None:
        sentences.append(
            f"`{type(training.averaging).__name__}` keeps an average of the weights, which is validated, tested and "
            "saved."
        )
    if training.judged_by_test:
        sentences.append(
            "`JudgeByTestSet` reads the test set after every epoch, as the slides did in project 18. Its text says "
            "what is wrong with that."
        )
    if training.target is not None:
        sentences.append("`StopAtTarget` ends training once an accuracy is reached.")
    if training.time_limit is not None:
        sentences.append("`StopInTime` ends training before a time is over.")
    return f"## Callbacks of our own\n\nKeras calls them while it trains. {' '.join(sentences)}"


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
            "\n\n**The validation images were trained on**, as very likely in the slides: their accuracy says how well "
            "they are remembered, and nothing about new images."
        )
    return text


def classifier(training: Training) -> str:
    parts = ["## The model around the network"]
    if (progressive := training.progressive_size) is not None:
        parts.append(
            f"For the first {progressive.until * 100:.4g} % of the steps the network learns from images of "
            f"{progressive.size} pixels, which cost less; after that, and to evaluate, they have their full size."
        )
    if training.mirror_average:
        parts.append(
            "To name an image, the network looks at it twice, as it is and mirrored, and the mean of both counts. "
            "Training is not changed by that; all accuracies below but the training accuracy are those of the mean."
        )
    return "\n\n".join(parts)


def batches() -> str:
    return (
        "## Batches of our own\n\nKeras's generator lacks some of the changes that this training makes to its images, "
        "so the batches are drawn and changed here, with NumPy."
    )


def load() -> str:
    return "## Load\n\nThe seed makes every run alike. Pixels go from 0–255 to 0–1: small numbers are learnt from best."


def build(experiment: Experiment) -> str:
    training, optimizer = experiment.training, experiment.training.optimizer
    rate = f"learning rate {training.learning_rate.rate:g}"
    if training.learning_rate.rate == optimizer.usual_rate:
        rate += " (Keras's default)"
    if schedule(training.learning_rate):
        rate = f"a learning rate of at most {training.learning_rate.rate:g} ({schedule(training.learning_rate)})"
    more = "".join(f" and {told}" for told in settings(optimizer))
    text = (
        f"## Build and compile\n\n{optimizer.title} with {rate}{more} changes the weights so that the cross-entropy "
        f"between the {_number(len(experiment.images.classes))} probabilities and the true class falls."
    )
    if training.gradient_clipping is not None:
        text += f" Gradients whose norm, all together, is above {training.gradient_clipping:g} are shortened to it."
    for name, value in training.loss.arguments():
        text += f" The loss is taken with {name_of(name)} {value:g}, also of validation and test images."
    return text


def callbacks(training: Training) -> str:
    """Each reason to end training early, and which weights are kept."""
    reasons = [
        f"- when the {MONITORS[stop.monitor]} has not improved for {count(stop.patience, 'epoch')}"
        for stop in training.early_stopping
    ]
    if training.target is not None:
        reasons.append(f"- when the {judge(training)} reaches {training.target * 100:.4g} %")
    if training.time_limit is not None:
        reasons.append(f"- when another epoch would not fit into {training.time_limit:g} minutes")
    text = "## When training ends\n\n"
    text += f"After {count(training.epochs, 'epoch')}"
    text += ", or earlier:\n\n" + "\n".join(reasons) + "\n\n" if reasons else ".\n\n"
    if training.keep == "best":
        text += f"The weights of the epoch with the best {judge(training)} are kept in a file, and used in the end."
    return text.rstrip()


def fit(training: Training) -> str:
    """What an epoch is, and what happens to the images in it."""
    each = "is one pass over the training images"
    if training.steps_per_epoch is not None:
        each = f"has {count(training.steps_per_epoch, 'step')}"
    batch = count(training.batch_size, "image")
    ends_early = training.early_stopping or training.target is not None or training.time_limit is not None
    epochs = f"{'At most ' if ends_early else ''}{count(training.epochs, 'epoch')}"
    text = f"## Train\n\n{epochs}. An epoch {each}. Each step takes a batch of {batch} and changes the weights once."
    if training.validation_steps is not None:
        text += (
            f" Each epoch is validated on the first {count(training.validation_steps, 'batch', 'batches')} of "
            f"{VALIDATION_STEP} validation images, or on all where there are fewer."
        )
    if training.augmentation is not None:
        text += (
            "\n\nEvery training image is changed at random each time it is used "
            f"({_augmentation(training.augmentation)}), so that the network hardly sees the same image twice."
        )
    return text


def test(training: Training) -> str:
    if training.judged_by_test:
        return (
            "## The test set, once more\n\n**The test set chose this model**: it decided when to stop, so this "
            "accuracy is higher than on new images."
        )
    return (
        "## The test set, once\n\nThese images played no part so far: this accuracy is what to expect on new images "
        "of this kind. The trained model is written beside this notebook."
    )


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
    parts += [] if output.kernel_initializer == "glorot_uniform" else [f"drawn {output.kernel_initializer}"]
    parts += [] if output.logit_scale == 1 else [f"times {output.logit_scale:.4g}"]
    return f" {', '.join(parts)}," if parts else ""


def _number(count: int) -> str:
    """ "ten", as the course says it, and other numbers in digits."""
    return "ten" if count == 10 else f"{count:,}"


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


def _augmentation(augmentation: Augmentation) -> str:
    changes = [
        (augmentation.rotation, f"turned by up to {augmentation.rotation:g}°"),
        (augmentation.width_shift, f"moved sideways by up to {augmentation.width_shift:.4g} of its width"),
        (augmentation.height_shift, f"moved up or down by up to {augmentation.height_shift:.4g} of its height"),
        (augmentation.shear, f"sheared by up to {augmentation.shear:g}°"),
        (augmentation.zoom, f"zoomed by up to {augmentation.zoom:.4g}"),
        (augmentation.horizontal_flip is True, "mirrored or not"),
        (augmentation.alternates, "mirrored every other time"),
        (augmentation.crop, f"moved by up to {augmentation.crop} pixels, with mirrored edges"),
        (augmentation.cutout, f"hidden in part by a grey square of {augmentation.cutout} pixels"),
    ]
    return ", ".join(text for acts, text in changes if acts) or "by nothing: every change is at zero"
