"""Changes to a design that treat what a curve shows, each as the course's projects make it; by name."""

from collections.abc import Callable
from typing import Literal, TypeVar

from builder.design.base import Value
from builder.design.cost.summary import summarize
from builder.design.edit.fields import changed, range_of
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.base import MAX_CONV_BLOCKS, Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training

Number = TypeVar("Number", int, float)

Treatment = Literal[
    "dropout",
    "growing_dropout",
    "augmentation",
    "l2",
    "longer",
    "smaller_rate",
    "keep_best",
    "batch_normalization",
    "he_uniform",
    "further_block",
]

#: Dropout in every block, the dropouts of the first and the last block where it grows, and the strength of L2.
DROPOUT, FIRST_DROPOUT, LAST_DROPOUT, L2 = 0.2, 0.25, 0.5, 0.001


def treated(experiment: Experiment, treatment: Treatment) -> Experiment:
    """The design with that change; the design itself where the change is in it already, or does not fit it."""
    return _TREATMENTS[treatment](experiment)


def helps(experiment: Experiment, treatment: Treatment) -> bool:
    """Whether the treatment changes this design."""
    return treated(experiment, treatment) != experiment


def _dropout(experiment: Experiment) -> Experiment:
    """Dropout in every conv block that has less."""
    return _with_blocks(experiment, lambda block, place, count: _at_least(block, "dropout", DROPOUT))


def _growing_dropout(experiment: Experiment) -> Experiment:
    """Dropout that grows from the first conv block to the last, in steps of 0.05, as in project 9b; what is higher
    stays."""

    def change(block: ConvBlock, place: int, count: int) -> ConvBlock:
        share = place / (count - 1) if count > 1 else 1.0
        rate = FIRST_DROPOUT + (LAST_DROPOUT - FIRST_DROPOUT) * share
        return _at_least(block, "dropout", int(20 * rate + 1e-9) / 20)

    return _with_blocks(experiment, change)


def _l2(experiment: Experiment) -> Experiment:
    """L2 on every convolution and dense layer that has less."""
    changed_blocks = _with_blocks(experiment, lambda block, place, count: _at_least(block, "l2", L2))
    dense = tuple(
        changed(block, l2=max(L2, block.l2)) if isinstance(block, DenseBlock) else block
        for block in experiment.network.dense_blocks
    )
    return changed(changed_blocks, network=changed(changed_blocks.network, dense_blocks=dense))


def gentle_augmentation(images: ImageSource) -> Augmentation:
    """Gentle random changes of such images, to begin with. Letters and digits are not mirrored."""
    flip = images.may_be_mirrored
    return Augmentation(rotation=15, width_shift=0.1, height_shift=0.1, zoom=0.1, horizontal_flip=flip)


def _augmentation(experiment: Experiment) -> Experiment:
    """Gentle random changes of the training images, where there are none."""
    if experiment.training.augmentation is not None:
        return experiment
    return _with_training(experiment, augmentation=gentle_augmentation(experiment.images))


def _longer(experiment: Experiment) -> Experiment:
    """Twice as many epochs, twice the patience and twice the time, as far as the fields allow."""
    training = experiment.training
    stops = tuple(
        changed(stop, patience=_within(type(stop), "patience", 2 * stop.patience)) for stop in training.early_stopping
    )
    limit = training.time_limit
    return _with_training(
        experiment,
        epochs=_within(Training, "epochs", 2 * training.epochs),
        early_stopping=stops,
        time_limit=None if limit is None else _within(Training, "time_limit", 2 * limit),
    )


def _smaller_rate(experiment: Experiment) -> Experiment:
    """The optimiser's usual learning rate where it is higher, else a tenth of it."""
    training = experiment.training
    rate, usual = training.learning_rate.rate, training.optimizer.usual_rate
    smaller = usual if rate > usual else float(f"{rate / 10:.3g}")
    return _with_training(experiment, learning_rate=changed(training.learning_rate, rate=smaller))


def _keep_best(experiment: Experiment) -> Experiment:
    """The weights of the best epoch are kept instead of the last one's."""
    return _with_training(experiment, keep="best")


def _batch_normalization(experiment: Experiment) -> Experiment:
    """Batch normalisation in every conv block that has none."""

    def change(block: ConvBlock, place: int, count: int) -> ConvBlock:
        return block if block.batch_normalization != "none" else changed(block, batch_normalization="once")

    return _with_blocks(experiment, change)


def _he_uniform(experiment: Experiment) -> Experiment:
    """He initialisation, which is made for ReLU, of every convolution."""
    return _with_blocks(experiment, lambda block, place, count: changed(block, kernel_initializer="he_uniform"))


def _further_block(experiment: Experiment) -> Experiment:
    """Another conv block after the last one, like it with twice the filters; without pooling where the map is too
    small."""
    blocks = experiment.network.conv_blocks
    if not blocks or not isinstance(blocks[-1], ConvBlock) or len(blocks) == MAX_CONV_BLOCKS:
        return experiment
    wider = changed(blocks[-1], filters=_within(ConvBlock, "filters", 2 * blocks[-1].filters))
    for new in (wider, changed(wider, pooling="none")):
        deeper = changed(experiment, network=changed(experiment.network, conv_blocks=(*blocks, new)))
        if summarize(deeper).broken is None:
            return deeper
    return experiment


_TREATMENTS: dict[Treatment, Callable[[Experiment], Experiment]] = {
    "dropout": _dropout,
    "growing_dropout": _growing_dropout,
    "augmentation": _augmentation,
    "l2": _l2,
    "longer": _longer,
    "smaller_rate": _smaller_rate,
    "keep_best": _keep_best,
    "batch_normalization": _batch_normalization,
    "he_uniform": _he_uniform,
    "further_block": _further_block,
}


def _with_blocks(experiment: Experiment, change: Callable[[ConvBlock, int, int], ConvBlock]) -> Experiment:
    """The design with its conv blocks changed; blocks of other kinds stay."""
    blocks: tuple[Block, ...] = experiment.network.conv_blocks
    new = tuple(
        change(block, place, len(blocks)) if isinstance(block, ConvBlock) else block
        for place, block in enumerate(blocks)
    )
    return changed(experiment, network=changed(experiment.network, conv_blocks=new))


def _at_least(block: ConvBlock, name: str, value: float) -> ConvBlock:
    return block if getattr(block, name) >= value else changed(block, **{name: value})


def _with_training(experiment: Experiment, **changes: object) -> Experiment:
    return changed(experiment, training=changed(experiment.training, **changes))


def _within(kind: type[Value], name: str, value: Number) -> Number:
    """`value`, or the highest that the field allows."""
    high = range_of(kind, name).high
    return value if high is None or value <= high else type(value)(high)
