"""What changes from one design to another, in words; the course's steps against the slides' table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.course.augmentation_changes import DRAWS
from builder.course.block_words import WORDS
from builder.course.changes import changes
from builder.design.data import Data
from builder.design.edit.fields import edited, options_of
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.design.training.augmentation import Augmentation
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import SGD, Adam, AdamW, RMSprop
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import Cosine, Steps
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.presets import get

# Each project against the one that it goes on from, as a person reads the rows of the course's table.
STEPS = {
    ("0", "1"): ["A second block: 32 filters, max pooling", "50 epochs instead of 20"],
    ("1", "2"): ["A third block: 32 filters, max pooling"],
    ("2", "3"): ["A fourth block: 32 filters, max pooling", "100 epochs instead of 50"],
    ("3", "4"): [
        "32, 64, 128 and 256 filters instead of 32, from block to block",
        "Up to 200 epochs instead of 100",
        "Early stopping on validation accuracy, patience 10",
    ],
    ("4", "5"): ["Dropout 0.2 after every pool", "Early stopping on validation loss, patience 10"],
    ("5", "6"): ["Dense 64 instead of 32"],
    ("6", "7"): ["Block 1: a second convolution"],
    ("7", "8"): ["Blocks 2, 3 and 4: a second convolution"],
    ("8", "9a"): ["Dropout 0.3 instead of 0.2 after every pool"],
    ("9a", "9b"): ["Dropout 0.25, 0.3, 0.4 and 0.5 instead of 0.3, from block to block"],
    ("9b", "10"): ["A second dense layer: 64 units"],
    ("10", "11"): ["Dense 512 instead of 64 in both dense layers"],
    ("11", "12"): ["Block 1: batch normalisation after the last convolution"],
    ("12", "13"): ["Batch normalisation after dense layer 1"],
    ("13", "14"): ["Initialiser He uniform instead of Glorot uniform on every convolution"],
    ("14", "15"): [
        "Batch 128 instead of 512",
        "Early stopping on validation loss and validation accuracy, patience 20 instead of 10",
    ],
    ("15", "15b"): ["Learning rate 0.0005 instead of 0.001"],
    ("15", "16"): [
        "Augmentation: rotation ±15°, zoom ±10\N{NO-BREAK SPACE}%, shear ±0.2°, width shift ±20\N{NO-BREAK SPACE}%, "
        "height shift ±20\N{NO-BREAK SPACE}%, horizontal flip",
        "300 epochs instead of up to 200",
        "Epochs of 100 steps instead of whole passes",
        "Validation on 100 batches of 100 images instead of all images",
        "No early stopping",
    ],
    ("15", "17"): [
        "L2 0.001 on every convolution",
        "L2 0.001 on both dense layers",
        "SGD (0.001, momentum 0.9) instead of Adam (0.001)",
        "300 epochs instead of up to 200",
        "No early stopping",
    ],
    ("17", "18"): [
        "Batch 400 instead of 128",
        "Augmentation: rotation ±25°, zoom ±10\N{NO-BREAK SPACE}%, shear ±0.2°, width shift ±15\N{NO-BREAK SPACE}%, "
        "height shift ±15\N{NO-BREAK SPACE}%, horizontal flip",
        "Up to 1,000 epochs instead of 300",
        "Epochs of 100 steps instead of whole passes",
        "Validation on 100 batches of 100 images instead of all images",
        "Training until validation accuracy is 90\N{NO-BREAK SPACE}%",
        "Keeps the weights of the best epoch instead of the last",
    ],
}


def texts(before: Experiment, after: Experiment) -> list[str]:
    return [change.text for change in changes(before, after)]


def networks(before: tuple, after: tuple) -> list[str]:
    """The changes between networks of these blocks."""

    def network(blocks: tuple) -> Experiment:
        conv = tuple(block for block in blocks if isinstance(block, ConvBlock))
        dense = tuple(block for block in blocks if isinstance(block, DenseBlock))
        return Experiment(network=Network(conv_blocks=conv, dense_blocks=dense))

    return texts(network(before), network(after))


@pytest.mark.parametrize("pair", STEPS, ids=lambda pair: f"{pair[0]} to {pair[1]}")
def test_each_step_of_the_course_reads_as_its_row_in_the_table(pair):
    assert texts(*(get(id).experiment for id in pair)) == STEPS[pair]


def test_a_change_says_which_part_of_the_design_it_belongs_to():
    parts = [change.part for change in changes(get("15").experiment.on("digits"), get("17").experiment)]
    assert parts == ["network", "network", "training", "training", "training", "data"]


def test_what_came_and_what_went_is_told_from_what_changed():
    kinds = [change.kind for change in changes(get("15").experiment, get("17").experiment)]
    assert kinds == ["added", "added", "changed", "changed", "removed"]


def test_the_way_back_says_what_is_gone():
    assert texts(get("5").experiment, get("4").experiment) == [
        "No dropout instead of 0.2 after every pool",
        "No early stopping on validation loss",
    ]
    assert texts(get("2").experiment, get("1").experiment) == ["Without block 3 (32 filters, max pooling)"]


def test_a_block_put_in_between_is_one_change():
    a, b = ConvBlock(filters=32), ConvBlock(filters=64, dropout=0.5, kernel_size=5)
    new = ConvBlock(filters=128, convolutions=2, l2=0.01, pooling="average", batch_normalization="each")
    assert networks((a, b), (a, new, b)) == [
        "A new block 2: 2 × 128 filters, batch normalisation after each convolution, average pooling, L2 0.01"
    ]
    assert networks((a, new, b), (a, b)) == [
        "Without block 2 (2 × 128 filters, batch normalisation after each convolution, average pooling, L2 0.01)"
    ]


def test_a_block_is_another_one_once_six_of_its_fields_differ_and_the_same_one_before():
    before = ConvBlock(filters=32)
    five = ConvBlock(filters=64, convolutions=2, kernel_size=5, dropout=0.5, l2=0.01)
    assert networks((before,), (five,)) == [
        "Block 1: a second convolution", "Block 1: 64 filters instead of 32", "Block 1: 5×5 kernels instead of 3×3",
        "Block 1: dropout 0.5", "Block 1: L2 0.01",
    ]  # fmt: skip
    assert networks((before,), (five.model_copy(update={"pooling": "average"}),)) == [
        "Without the block (32 filters, max pooling)",
        "A new block 1: 2 × 64 filters, 5×5 kernels, average pooling, dropout 0.5, L2 0.01",
    ]


def test_equal_changes_of_several_blocks_are_one_and_others_stay_apart():
    a = ConvBlock(filters=32)
    wide = ConvBlock(filters=64)
    assert networks((a, a, a), (a, wide, wide)) == ["Blocks 2 and 3: 64 filters instead of 32"]
    assert networks((a, a), (wide, wide)) == ["64 filters instead of 32 in every block"]
    dropped = ConvBlock(dropout=0.1, pooling="none")
    assert networks((ConvBlock(pooling="none"),) * 2, (dropped, dropped)) == ["Dropout 0.1 in every block"]
    assert networks((ConvBlock(dropout=0.3), a), (a, ConvBlock(dropout=0.3))) == [
        "Block 1: no dropout instead of 0.3",
        "Block 2: dropout 0.3",
    ]


def test_dense_layers_are_named_by_their_number_where_there_are_several():
    one, two = DenseBlock(units=64), DenseBlock(units=64, dropout=0.5)
    assert networks((one,), (two,)) == ["Dropout 0.5 after the dense layer"]
    assert networks((one, one), (one, two)) == ["Dropout 0.5 after dense layer 2"]
    assert networks((one,), ()) == ["Without the dense layer (64 units)"]
    assert networks((), (two,)) == ["A first dense layer: 64 units, dropout 0.5"]


def test_the_finer_settings_of_a_training_are_changes_too():
    plain = Experiment(training=Training(optimizer=SGD(momentum=0.9), learning_rate=0.01))
    fine = Training(
        optimizer=SGD(momentum=0.9, nesterov=True),
        learning_rate=0.01,
        loss=CrossEntropy(label_smoothing=0.1),
        gradient_clipping=1.0,
    )
    told = ["Nesterov", "Gradients clipped at norm 1", "Label smoothing 0.1"]
    assert texts(plain, Experiment(training=fine)) == told
    falling = edited(plain, ("training", "learning_rate"), Cosine(rate=0.01, last_share=0.1))
    assert texts(plain, falling) == ["Learning rate 0.01 (cosine, down to 10 % of it) instead of 0.01"]
    assert texts(Experiment(training=fine), plain) == ["No Nesterov", "No clipping of gradients", "No label smoothing"]


def test_small_and_long_numbers_are_written_out():
    slow, slower = (Experiment(training=Training(learning_rate=rate)) for rate in (0.00003, 0.0000123))
    assert texts(slow, slower) == ["Learning rate 0.0000123 instead of 0.00003"]


def test_other_images_are_changes_too():
    before, after = Data(images="digits"), Data(images="cifar10", limit=2000, split_seed=7, trains_on_validation=True)
    assert texts(Experiment(data=before), Experiment(data=after)) == [
        "CIFAR-10 instead of the digits",
        "2,000 training images instead of all",
        "Split 7 instead of 0",
        "The validation images are trained on, too",
    ]


def test_a_name_is_no_change_and_a_seed_is_one():
    assert texts(Experiment(name="A"), Experiment(name="B")) == []
    assert texts(Experiment(), Experiment(training=Training(seed=3))) == ["Seed 3 instead of 0"]


def test_flips_by_chance_are_told_from_flips_that_alternate():
    by_chance, alternating = (
        Experiment(training=Training(augmentation=Augmentation(horizontal_flip=flip))) for flip in (True, "alternating")
    )
    assert texts(by_chance, alternating) == ["Augmentation: horizontal flip every other time instead of by chance"]
    assert texts(alternating, by_chance) == ["Augmentation: horizontal flip by chance instead of every other time"]
    assert texts(Experiment(), alternating) == ["Augmentation: horizontal flip every other time"]


def test_every_field_and_every_data_set_has_words():
    assert set(WORDS) == {*ConvBlock.model_fields, *DenseBlock.model_fields} - {"kind"}
    assert set(DRAWS) == set(Augmentation.model_fields)


rates = st.sampled_from([0.0, 0.001, 0.1, 0.25])
conv_blocks = st.builds(
    ConvBlock,
    convolutions=st.integers(1, 4),
    filters=st.sampled_from([1, 32, 64]),
    kernel_size=st.sampled_from([1, 3, 5, 7]),
    batch_normalization=st.sampled_from(["none", "once", "each"]),
    pooling=st.sampled_from(["max", "average", "none"]),
    dropout=rates,
    l2=st.sampled_from([0.0, 0.001, 0.1]),
    kernel_initializer=st.sampled_from(["glorot_uniform", "he_normal"]),
    activation=st.sampled_from(options_of(ConvBlock, "activation")),
    use_bias=st.booleans(),
    order=st.sampled_from(options_of(ConvBlock, "order")),
    normalization_scale=st.booleans(),
    normalization_momentum=st.sampled_from([0.0, 0.6, 0.99]),
    normalization_epsilon=st.sampled_from([1e-12, 0.001]),
    residual=st.booleans(),
    convolution=st.sampled_from(["full", "separable"]),
)
dense_blocks = st.builds(
    DenseBlock,
    units=st.sampled_from([1, 64]),
    batch_normalization=st.booleans(),
    dropout=rates,
    l2=st.sampled_from([0.0, 0.01]),
    activation=st.sampled_from(options_of(DenseBlock, "activation")),
    use_bias=st.booleans(),
    normalization_scale=st.booleans(),
    normalization_momentum=st.sampled_from([0.0, 0.99]),
    normalization_epsilon=st.sampled_from([1e-12, 0.001]),
)
inputs = st.builds(
    Input,
    normalization=st.booleans(),
    whitening=st.sampled_from(options_of(Input, "whitening")),
    activation=st.sampled_from(options_of(Input, "activation")),
)
outputs = st.builds(
    Output,
    use_bias=st.booleans(),
    kernel_initializer=st.sampled_from(["glorot_uniform", "unit_normal"]),
    logit_scale=st.sampled_from([0.001, 1.0]),
)
augmentations = st.builds(
    Augmentation,
    rotation=st.sampled_from([0.0, 15.0]),
    width_shift=rates,
    height_shift=rates,
    shear=rates,
    zoom=rates,
    horizontal_flip=st.sampled_from([False, True, "alternating"]),
    crop=st.sampled_from([0, 2]),
    cutout=st.sampled_from([0, 8]),
)
stops = st.sampled_from(
    [
        (),
        (EarlyStopping(monitor="val_loss", patience=3),),
        (EarlyStopping(monitor="val_loss", patience=5), EarlyStopping(monitor="val_accuracy", patience=5)),
        (EarlyStopping(monitor="val_loss", patience=3), EarlyStopping(monitor="val_accuracy", patience=9)),
    ]
)
targets = st.sampled_from([(None, None), (0.5, None), (None, 0.5), (0.7, None)])
trainings = st.builds(
    lambda target, **more: Training(
        target_validation_accuracy=target[0],
        target_test_accuracy=target[1],
        **more,
    ),
    optimizer=st.sampled_from([Adam(), SGD(), SGD(momentum=0.9, nesterov=True), RMSprop(momentum=0.5), AdamW()]),
    loss=st.sampled_from([CrossEntropy(), CrossEntropy(label_smoothing=0.1)]),
    averaging=st.sampled_from([None, "ema", "lookahead"]),
    gradient_clipping=st.sampled_from([None, 1.0]),
    target=targets,
    learning_rate=st.sampled_from([0.1, 0.00001, Cosine(), Cosine(last_share=0.1), Steps()]),
    batch_size=st.sampled_from([1, 512]),
    epochs=st.sampled_from([1, 20]),
    early_stopping=stops,
    seed=st.sampled_from([0, 1]),
    augmentation=st.none() | augmentations,
    steps_per_epoch=st.sampled_from([None, 1, 100]),
    validation_steps=st.sampled_from([None, 1, 100]),
    time_limit=st.sampled_from([None, 0.5, 30.0]),
    keep=st.sampled_from(["last", "best"]),
    mirror_average=st.booleans(),
    progressive_size=st.sampled_from([None, ProgressiveSize(), ProgressiveSize(size=16, until=0.25)]),
)
data = st.builds(
    Data,
    images=st.sampled_from(["digits", "cifar10"]),
    split_seed=st.sampled_from([0, 1]),
    limit=st.sampled_from([None, 40, 2000]),
    trains_on_validation=st.booleans(),
)
experiments = st.builds(
    Experiment,
    network=st.builds(
        Network,
        conv_blocks=st.lists(conv_blocks, max_size=4).map(tuple),
        dense_blocks=st.lists(dense_blocks, max_size=3).map(tuple),
        input=inputs,
        output=outputs,
    ),
    training=trainings,
    data=data,
)


@settings(max_examples=300, deadline=None)
@given(experiments, experiments)
def test_two_designs_differ_exactly_where_there_is_a_change(before, after):
    same = (before.network, before.training, before.data) == (after.network, after.training, after.data)
    assert (changes(before, after) == ()) == same


@settings(max_examples=200, deadline=None)
@given(experiments, experiments, st.data())
def test_each_field_that_differs_alone_is_one_change_or_more(before, other, data):
    """A field of one part is taken over from another design: whatever it is, it is told."""
    part = data.draw(st.sampled_from(["network", "training", "data"]))
    value = getattr(before, part)
    name = data.draw(st.sampled_from(sorted(type(value).model_fields)))
    replaced = getattr(getattr(other, part), name)
    after = before.model_copy(update={part: value.model_copy(update={name: replaced})})
    told = changes(before, after)
    assert bool(told) == (getattr(value, name) != replaced)
    assert {change.part for change in told} <= {part}


@settings(max_examples=200, deadline=None)
@given(experiments, experiments)
def test_every_sentence_is_one_line_with_a_capital_letter_and_no_sentence_is_said_twice(before, after):
    told = [change.text for change in changes(before, after)]
    assert len(set(told)) == len(told)
    for text in told:
        assert text[0] == text[0].upper() and "\n" not in text and "None" not in text and "e-" not in text
        assert not text.endswith(".")
