"""The network's picture and Keras's table of it."""

import xml.etree.ElementTree as ElementTree

import pytest

from builder import presets
from builder.datasets.sources import DIGITS
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.export import picture
from builder.export.boxes import MAP_HEIGHT, MARGIN, arrange
from builder.export.boxes import boxes as boxes_of
from builder.ui.app.text import escaped, plain
from builder.ui.build.summary_table import summary_html, summary_rows, totals

NETWORKS = {
    **{f"project {id}": preset.experiment.network for id, preset in presets.PRESETS.items()},
    "nothing but the output": Network(conv_blocks=(), dense_blocks=()),
    "as wide as it gets": Network(
        conv_blocks=(ConvBlock(filters=1024, pooling="none"),) * 8, dense_blocks=(DenseBlock(units=4096),) * 4
    ),
    "as deep as it gets": Network(conv_blocks=(ConvBlock(convolutions=4, filters=1, pooling="none"),) * 8),
    "one pool too many": Network(conv_blocks=(ConvBlock(),) * 6),
}


def on_digits(network: Network) -> Experiment:
    return Experiment(network=network, data=Data(images=DIGITS))


@pytest.fixture(params=NETWORKS)
def summary(request):
    return summarize(on_digits(NETWORKS[request.param]))


@pytest.mark.parametrize("width", [MAP_HEIGHT * 2, 360, 960])
def test_all_boxes_of_a_picture_share_one_scale_for_heights_and_one_for_widths(summary, width):
    placed = arrange(boxes_of(summary), width)
    unit = placed[0].height / 32
    channel = placed[0].width / 3
    assert unit > 0 and channel > 0
    for item in placed:
        assert item.height == pytest.approx(unit * item.box.size)
        assert item.width == pytest.approx(channel * item.box.channels)
        assert item.depth / item.height == pytest.approx(placed[0].depth / placed[0].height)


@pytest.mark.parametrize("width", [360, 960])
def test_a_picture_fills_its_width_and_no_box_runs_into_the_next(summary, width):
    placed = arrange(boxes_of(summary), width)
    for left, right in zip(placed, placed[1:], strict=False):
        assert left.x + left.width + left.depth < right.x
    assert placed[0].x == MARGIN
    assert placed[-1].x + placed[-1].width + placed[-1].depth == pytest.approx(width - MARGIN)


def test_a_picture_is_well_formed_and_says_in_words_what_it_shows(summary):
    drawing = ElementTree.fromstring(picture.svg(summary, 960))
    assert drawing.get("role") == "img"
    assert "Input 32×32×3" in drawing.get("aria-label")
    boxes = drawing.findall(".//{http://www.w3.org/2000/svg}g")
    assert len(boxes) == len(boxes_of(summary))


def test_project_0_in_words():
    words = picture.describe(summarize(presets.get("0").experiment))
    assert words == (
        "The network, drawn to scale. Input 32×32×3; block 1: convolution to 32×32×32; block 1: pooling to 16×16×32; "
        "dense 1: dense to 32; output: dense to 10."
    )


def test_an_activation_that_is_not_relu_is_said_in_the_layer_that_has_it_or_as_a_layer_of_its_own():
    within = Network(conv_blocks=(ConvBlock(activation="gelu"),), dense_blocks=(DenseBlock(activation="leaky_relu"),))
    words = picture.describe(summarize(Experiment(network=within)))
    assert "block 1: convolution and GELU to 32×32×32" in words and "dense 1: dense and leaky ReLU to 32" in words
    apart = Network(conv_blocks=(ConvBlock(activation="silu", order="normalization_first"),), dense_blocks=())
    assert "block 1: convolution to 32×32×32; SiLU;" in picture.describe(summarize(Experiment(network=apart)))


def test_a_broken_network_says_where_it_breaks_off():
    broken = summarize(on_digits(NETWORKS["one pool too many"]))
    assert "only 1×1" in picture.describe(broken)
    assert "only 1×1" in summary_html(broken)


def test_project_13_is_printed_as_keras_prints_it():
    """The first rows, the last, and the totals, from Keras 3.15's own model.summary()."""
    summary = summarize(presets.get("13").experiment)
    rows = summary_rows(summary)
    assert rows[:4] == (
        ("conv2d (Conv2D)", "(None, 32, 32, 32)", "896"),
        ("conv2d_1 (Conv2D)", "(None, 32, 32, 32)", "9,248"),
        ("batch_normalization (BatchNormalization)", "(None, 32, 32, 32)", "128"),
        ("max_pooling2d (MaxPooling2D)", "(None, 16, 16, 32)", "0"),
    )
    assert rows[-1] == ("dense_2 (Dense)", "(None, 10)", "5,130")
    assert totals(summary) == (
        ("Total params", "1,967,018 (7.50 MB)"),
        ("Trainable params", "1,965,930 (7.50 MB)"),
        ("Non-trainable params", "1,088 (4.25 KB)"),
    )


def test_the_table_is_well_formed(summary):
    table = ElementTree.fromstring(summary_html(summary))
    assert len(table.findall("./tbody/tr")) == len(summary.rows) + (summary.broken is not None)


@pytest.mark.parametrize("text", ["**a**", "<b>a</b>", "[a](http://b)", ":red[a]", "$x$", "`a`", "# a", "~~a~~", "a|b"])
def test_text_that_people_wrote_stays_text(text):
    letters = [c for c in text if not c.isalnum()]
    assert all(f"\\{c}" in plain(text) for c in letters if not c.isspace() and c != "/")
    assert "<" not in escaped(text)


def test_a_name_of_many_lines_becomes_one():
    assert plain("a\n\n# b\tc\x00") == "a \\# b c"
