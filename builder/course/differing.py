"""What several designs do differently: the fields in which they are not all equal, each with every design's value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from builder.course.augmentation_changes import DRAWS
from builder.course.block_words import block_words
from builder.datasets.table import title_of
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.design.training.augmentation import Augmentation
from builder.design.training.losses import Loss
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.training import Training
from builder.words.block_choices import ACTIVATIONS, INITIALIZERS, ORDERS, initializer_name
from builder.words.first_images import size_words
from builder.words.monitors import MONITORS
from builder.words.numbers import exact, exact_percent
from builder.words.optimizing import averaging, name_of, schedules, settings
from builder.words.sentences import capital

#: What is not there: a block that a design has not, early stopping that is off.
NONE = "–"

#: The label of the seed, which is part of a design and yet no choice in it.
SEED = "Seed"

#: Labels whose values are told in phrases of their own where designs of one name are told apart (`telling_apart.py`).
TO_VECTOR = "To a vector"
OPTIMISER = "Optimiser"
SETTINGS = "Its settings"
AUGMENTATION = "Augmentation"
EPOCHS = "Epochs, at most"
TIME_LIMIT = "Time limit, minutes"
NUMBER_FORMAT = "Number format"
IMAGES = "Images"
TRAINING_IMAGES = "Training images"
#: What the label of a number of blocks or dense layers begins with.
NUMBER_OF = "Number of "

#: Labels of a block's fields, where the name itself would not do.
FIELDS = {
    "l2": "L2",
    "batch_normalization": "batch normalisation",
    "kernel_initializer": "initialiser",
    "use_bias": "bias",
    "residual": "residual sum",
    "convolution": "kind of convolution",
    "normalization_scale": "normalisation scale",
    "normalization_momentum": "normalisation momentum",
    "normalization_epsilon": "normalisation epsilon",
}


#: Words for a block's values, where Keras's or the design's own would not do.
VALUES = {"activation": ACTIVATIONS, "order": ORDERS, "kernel_initializer": INITIALIZERS}


class Differing(NamedTuple):
    """A field that differs: each design's value in words, and as a number where it is one for all of them."""

    label: str
    texts: tuple[str, ...]
    numbers: tuple[float, ...] | None


def differing(designs: Sequence[Experiment]) -> tuple[Differing, ...]:
    """The fields in which these designs are not all equal: the network's first, then the training's, then the images'.

    Empty exactly if the designs are the same. Names and the order of early stopping's monitors are ignored; the seed
    is part of a design. A field that differs in several blocks is one row.
    """
    networks = [design.network for design in designs]
    rows = [
        _row("Colours normalised", [network.input.normalization for network in networks]),
        _words("Whitening layer", [network.input.whitening for network in networks]),
        _row("Activation after whitening", [network.input.activation for network in networks], _named(ACTIVATIONS)),
        *_blocks([network.conv_blocks for network in networks], "block"),
        _words(TO_VECTOR, [network.to_vector.replace("_", " ") for network in networks]),
        *_blocks([network.dense_blocks for network in networks], "dense layer"),
        _row("Output, bias", [network.output.use_bias for network in networks]),
        _words("Output, initialiser", [initializer_name(network.output.kernel_initializer) for network in networks]),
        _row("Output, logits times", [network.output.logit_scale for network in networks]),
        *_training([design.training for design in designs]),
        *_data([design.data for design in designs]),
    ]
    return tuple(row for row in rows if row is not None)


def _row(label: str, values: Sequence[Any], written: Callable[[Any], str] | None = None) -> Differing | None:
    """The row of a field with these values; None where all are equal."""
    if all(value == values[0] for value in values):
        return None
    are_numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    texts = tuple((written or _text)(value) for value in values)
    return Differing(label, texts, tuple(float(value) for value in values) if are_numbers else None)


def _words(label: str, values: Sequence[str]) -> Differing | None:
    return _row(label, values)


def _text(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return exact(value) if isinstance(value, int | float) else str(value).replace("_", " ")


def _named(names: Mapping[str, str]) -> Callable[[Any], str]:
    """How a field is written whose values have names that people write: those, or else as any other."""
    return lambda value: names.get(value) or _text(value)


def _blocks(designs: Sequence[Sequence[Block]], noun: str) -> list[Differing | None]:
    """How many blocks there are, the fields of those that all designs have, and whole blocks that some have not."""
    rows = [_row(f"{NUMBER_OF}{noun}s", [len(blocks) for blocks in designs])]
    shared = [list(blocks) for blocks in zip(*designs, strict=False)]
    alike = [len({block.kind for block in blocks}) == 1 for blocks in shared]
    names = dict.fromkeys(name for blocks in shared for name in type(blocks[0]).model_fields if name != "kind")
    rows += [_field(name, shared, alike, noun) for name in names]
    for place in range(max(map(len, designs))):
        if place >= len(shared) or not alike[place]:
            words = [block_words(blocks[place]) if place < len(blocks) else NONE for blocks in designs]
            rows.append(_words(f"{capital(noun)} {place + 1}", words))
    return rows


def _field(name: str, shared: Sequence[Sequence[Block]], alike: Sequence[bool], noun: str) -> Differing | None:
    """One field over all blocks that have it in every design: one value, or block by block."""
    having = [
        (place, [getattr(block, name) for block in blocks])
        for place, (blocks, same) in enumerate(zip(shared, alike, strict=True))
        if same and name in type(blocks[0]).model_fields
    ]
    differ = [(place, values) for place, values in having if any(value != values[0] for value in values)]
    label = capital(FIELDS.get(name, name.replace("_", " ")))
    written = _named(VALUES.get(name, {}))
    if not differ:
        return None
    if len(differ) == 1:
        place, values = differ[0]
        return _row(label if len(having) == 1 else f"{label}, {noun} {place + 1}", values, written)
    if len(differ) == len(having) and all(values == differ[0][1] for _, values in differ):
        return _row(f"{label}, every {noun}", differ[0][1], written)
    return _words(label, [" · ".join(map(written, row)) for row in zip(*(values for _, values in having), strict=True)])


def _training(trainings: Sequence[Training]) -> list[Differing | None]:
    def of(
        label: str, value: Callable[[Training], Any], written: Callable[[Any], str] | None = None
    ) -> Differing | None:
        return _row(label, [value(training) for training in trainings], written)

    return [
        of(OPTIMISER, lambda training: training.optimizer.title),
        of(SETTINGS, lambda training: _settings(training)),
        of("Learning rate", lambda training: training.learning_rate.rate),
        _row("Schedule", [told or "constant" for told in schedules([one.learning_rate for one in trainings])]),
        of("Loss", lambda training: training.loss, _loss),
        of("Average of the weights", lambda training: averaging(training.averaging) or NONE),
        of("Gradients clipped at norm", lambda training: training.gradient_clipping),
        of("Batch size", lambda training: training.batch_size),
        of(AUGMENTATION, lambda training: _augmentation(training.augmentation)),
        of("Size of images", lambda training: training.progressive_size, _size),
        of(EPOCHS, lambda training: training.epochs),
        *(
            _row(f"Patience, {words}", [training.patience(monitor) for training in trainings])
            for monitor, words in MONITORS.items()
        ),
        of("Steps per epoch", lambda training: training.steps_per_epoch, _or_all),
        of("Validation steps", lambda training: training.validation_steps, _or_all),
        of("Target validation accuracy", lambda training: training.target_validation_accuracy, _share),
        of("Target test accuracy", lambda training: training.target_test_accuracy, _share),
        of(TIME_LIMIT, lambda training: training.time_limit),
        of("Keeps", lambda training: f"{training.keep} epoch"),
        of("Mirror average", lambda training: training.mirror_average),
        of(NUMBER_FORMAT, lambda training: training.precision),
        of(SEED, lambda training: training.seed),
    ]


def _settings(training: Training) -> str:
    """The optimiser's own fields."""
    return ", ".join(settings(training.optimizer)) or NONE


def _loss(loss: Loss) -> str:
    told = [f"{name_of(name)} {_text(value)}" for name, value in loss.arguments()]
    return ", ".join([loss.kind.replace("_", " "), *told])


def _augmentation(augmentation: Augmentation | None) -> str:
    if augmentation is None:
        return NONE
    drawn = [(label, written, getattr(augmentation, name)) for name, (label, written) in DRAWS.items()]
    return ", ".join(f"{label} {written(value)}".strip() for label, written, value in drawn if value) or "no change"


def _size(progressive: ProgressiveSize | None) -> str:
    return "full" if progressive is None else size_words(progressive)


def _or_all(number: int | None) -> str:
    return "all" if number is None else exact(number)


def _share(value: float | None) -> str:
    return NONE if value is None else exact_percent(value)


def _data(used: Sequence[Data]) -> list[Differing | None]:
    return [
        _row(IMAGES, [data.images for data in used], lambda images: title_of(images.dataset)),
        _row(TRAINING_IMAGES, [data.limit for data in used], _or_all),
        _row("Split", [data.split_seed for data in used]),
        _row("Trains on validation images", [data.trains_on_validation for data in used]),
    ]
