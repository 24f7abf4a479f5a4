"""What is said of a layer beside its box."""

from builder import presets
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.words.layers import notes_of, where_most_are


def test_project_0_layer_by_layer():
    """Parameters as the slides' table has them; multiply-adds by hand: 27·32·32·32, 8,192·32 and 32·10."""
    notes = notes_of(summarize(presets.get("0").experiment))
    assert [(title, cost) for title, cost, _ in notes.values()] == [
        ("Input", "32×32 pixels, 3 colours"),
        ("Convolution · block 1", "32×32, 32 maps · 896 parameters · 884,736 multiply-adds"),
        ("Pooling · block 1", "16×16, 32 maps · no parameters, no multiply-adds"),
        ("Dense · dense 1", "32 values · 262,176 parameters · 262,144 multiply-adds"),
        ("Output", "10 values · 330 parameters · 320 multiply-adds"),
    ]
    assert all(sentence.endswith(".") for _, _, sentence in notes.values())


def test_an_activation_that_is_not_relu_is_named_with_its_box():
    block = ConvBlock(activation="gelu", batch_normalization="once")
    notes = notes_of(summarize(Experiment(network=Network(conv_blocks=(block,)))))
    assert notes["conv2d"][2].endswith("Then GELU. Then batch normalisation.")
    assert not notes["dense"][2].endswith("Then ReLU.") and "softmax" not in notes["dense_1"][2]


def test_where_most_parameters_are_is_told_while_a_further_block_can_make_them_fewer():
    told = where_most_are(summarize(presets.get("0").experiment))
    # 8,192·32 + 32, as above; the course's second block leaves 76,042 of them.
    assert told.startswith(
        "262,176 of the 263,402 parameters join the 32 maps of 16×16 to the 32 units of a dense layer."
    )
    assert where_most_are(summarize(presets.get("4").experiment)) == "", "most are in its convolutions"


def test_what_is_only_marked_under_a_box_is_named_with_it():
    notes = notes_of(summarize(presets.get("12").experiment))
    assert notes["conv2d_1"][2].endswith("Then batch normalisation.")
    assert notes["max_pooling2d"][2].endswith("Then dropout.")
