"""Trainings of minutes, beyond what the slides show.

The widths and epochs of 19 to 21 were chosen among trainings on a GPU, by validation images alone; docs/course.md has
what was measured on a processor.
"""

from collections.abc import Iterable

from builder.datasets.sources import CIFAR10
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.design.training.augmentation import Augmentation
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import Muon
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import Linear
from builder.design.training.training import Training
from builder.presets.catalogue import PRESETS
from builder.presets.preset import Preset

_JORDAN = "K. Jordan (arXiv 2404.00498) and his Muon (2024)"


def _network(*widths: int) -> Network:
    """Whitened images, blocks of two convolutions, and the largest value of each last map."""
    return Network(
        input=Input(normalization=True, whitening="bias"),
        conv_blocks=tuple(_block(width) for width in widths),
        to_vector="global_max",
        dense_blocks=(),
        output=Output(use_bias=False, logit_scale=1 / 16),
    )


def _block(filters: int) -> ConvBlock:
    return ConvBlock(
        convolutions=2,
        filters=filters,
        activation="gelu",
        use_bias=False,
        kernel_initializer="dirac",
        order="pooling_first",
        batch_normalization="each",
        normalization_scale=False,
        normalization_momentum=0.6,
        normalization_epsilon=1e-12,
    )


def _training(epochs: int, size: ProgressiveSize | None = None, **more: bool) -> Training:
    return Training(
        optimizer=Muon(momentum=0.6, weight_decay=0.5),
        learning_rate=Linear(rate=0.04, warm_up=0.0),
        loss=CrossEntropy(label_smoothing=0.2),
        batch_size=1000,
        epochs=epochs,
        augmentation=Augmentation(crop=2, horizontal_flip="alternating"),
        progressive_size=size,
        **more,
    )


def _preset(
    id: str,
    title: str,
    lesson: str,
    how: str,
    network: Network,
    training: Training,
    *,
    source: str,
    takes_all: bool = False,
) -> Preset:
    """`source` is whose recipe it is, as after "After". With `takes_all` it trains on the validation images as well."""
    data = Data(images=CIFAR10, trains_on_validation=takes_all)
    experiment = Experiment(name=title, network=network, training=training, data=data)
    note = TAKES_ALL if takes_all else None
    return Preset(id=id, title=title, lesson=lesson, how=how, experiment=experiment, note=note, source=source)


#: Beside every result of a preset that trains on all images.
TAKES_ALL = (
    "It trains on all 50,000 images, also on the 10,000 that otherwise judge, so its runs get no place on the "
    "leaderboard. All that was to be chosen was chosen before, on the other 40,000: the last epoch is kept, whatever "
    "validation says. Its validation accuracy tells nothing about new images; its test accuracy does."
)

_SMALLER_FIRST = ProgressiveSize(size=24, until=0.5)

_PRESETS = (
    _preset(
        "19",
        "Sprint",
        "The quickest: about 87 of 100 photos right after two minutes.",
        "A small network that sees each photo four times. Muon learns more from each step, the photos are whitened "
        "first, and half of the steps take smaller images, which cost less.",
        _network(32, 96, 128),
        _training(4, _SMALLER_FIRST),
        source=_JORDAN,
    ),
    _preset(
        "20",
        "Fast 90",
        "Two minutes more: about 90 of 100 photos right after four.",
        "As Sprint, with a network that is a little wider and sees each photo six times.",
        _network(56, 112, 112),
        _training(6, _SMALLER_FIRST),
        source=_JORDAN,
    ),
    _preset(
        "21",
        "Record",
        "The most accurate: about 94 of 100 photos right after half an hour.",
        "A network five times as large that sees each photo thirteen times. It names a photo twice, as it is and as "
        "in a mirror, and takes the mean.",
        _network(64, 256, 256),
        _training(13, mirror_average=True),
        source=_JORDAN,
        takes_all=True,
    ),
)


def by_id(presets: Iterable[Preset]) -> dict[str, Preset]:
    """Each by its id. These go on from the course's and rise, since "19-21" is all that stand from 19 to 21.

    Raises ValueError where they do not.
    """
    found: dict[str, Preset] = {}
    last = list(PRESETS)[-1]
    for preset in presets:
        if not preset.id.isdecimal() or int(preset.id) <= int(last):
            raise ValueError(f"Preset {preset.id} ({preset.title}) stands after {last}; give it a higher number.")
        found[preset.id] = preset
        last = preset.id
    return found


#: Every preset by its id, in the order of the ids.
BEYOND = by_id(_PRESETS)
