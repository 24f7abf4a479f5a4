"""What a layer is, costs and does, in a few lines: what stands beside its box in the network's picture."""

from builder.design.cost.summary import Row, Summary
from builder.design.network.blocks.conv import ConvBlock
from builder.words.block_choices import ACTIVATIONS
from builder.words.counts import count
from builder.words.glossary import term_of
from builder.words.sentences import capital

#: The glossary's term for each style in which layers are drawn.
TERMS = {
    "conv": "Convolution",
    "pool": "Pooling",
    "dense": "Dense layer",
    "norm": "Batch normalisation",
    "drop": "Dropout",
    "bend": "Activation function",
    "global": "Global pooling",
    "separable": "Separable convolution",
}
#: What the glossary has no term for.
MEANINGS = {
    "sum": "Adds up what its branches give, value by value.",
    "scale": "Multiplies every value by one factor.",
    "join": "Puts the maps of its branches one behind another.",
}
#: Maps with fewer rows are hardly pooled once more.
SMALLEST_POOLED = 4
OUTPUT = "One value for each class. Softmax turns them into probabilities that add up to 100 %."
IMAGES = "The picture, as numbers: one for each pixel and colour."


def kind_text(row: Row) -> str:
    """What it is: "Convolution"; a kind that is not drawn is called as Keras calls it."""
    return row.kind if row.layer.look is None else capital(row.layer.look.name)


def bend_of(row: Row) -> str:
    """The activation of a layer that has another than a block usually has: "GELU"; empty for every other layer."""
    activation = getattr(row.layer, "activation", None)
    return "" if activation == ConvBlock().activation else ACTIVATIONS.get(str(activation), "")


def title_of(row: Row) -> str:
    """What it is and where: "Convolution · block 2"."""
    return "Output" if row.place.section == "output" else f"{kind_text(row)} · {row.place.title}"


def shape_text(shape: tuple[int, ...]) -> str:
    """A layer's output in words: "16×16, 64 maps" and "32 values"."""
    if len(shape) == 3:
        height, width, channels = shape
        return f"{height}×{width}, {count(channels, 'map')}"
    return count(shape[0], "value")


def cost_text(row: Row) -> str:
    """Its output's shape, parameters and multiply-adds: "16×16, 64 maps · 896 parameters · 55,296 multiply-adds"."""
    shape = shape_text(row.output_shape)
    if not row.parameters and not row.multiply_adds:
        return f"{shape} · no parameters, no multiply-adds"
    return f"{shape} · {count(row.parameters, 'parameter')} · {count(row.multiply_adds, 'multiply-add')}"


def sentence_of(row: Row) -> str:
    """What the layer does, in one plain sentence; empty for a kind that nobody has described."""
    if row.place.section == "output":
        return OUTPUT
    style = "" if row.layer.look is None else row.layer.look.style
    return term_of(TERMS[style]).meaning if style in TERMS else MEANINGS.get(style, "")


def notes_of(summary: Summary) -> dict[str, tuple[str, str, str]]:
    """For each box of the picture, by its layer's name (empty: the images): what it is, its cost, what it does.

    What is only marked under a box (dropout, batch normalisation) is named with it, and an activation that is not ReLU.
    """
    height, width, channels = summary.image_shape
    colours = "grey" if channels == 1 else count(channels, "colour")
    notes = {"": ("Input", f"{height}×{width} pixels, {colours}", IMAGES)}
    last = ""
    for row in summary.rows:
        look = row.layer.look
        if look is None:
            continue
        if look.form == "box":
            last = row.name
            notes[last] = (title_of(row), cost_text(row), sentence_of(row))
        then = bend_of(row) if look.form == "box" else bend_of(row) or look.name
        if then:
            title, cost, sentence = notes[last]
            notes[last] = (title, cost, f"{sentence} Then {then}.".strip())
    return notes


def where_most_are(summary: Summary) -> str:
    """Where most parameters are, if that is behind the last maps, and why a further block then often makes them fewer;
    empty elsewhere.
    """
    largest = max(summary.rows, key=lambda row: row.parameters, default=None)
    if largest is None or largest.kind != "Dense" or 2 * largest.parameters <= summary.total:
        return ""
    before = summary.rows[largest.inputs[0]] if largest.inputs[0] >= 0 else None
    if before is None or before.kind != "Flatten" or before.input_shape[0] < SMALLEST_POOLED:
        return ""
    height, width, maps = before.input_shape
    return (
        f"{largest.parameters:,} of the {summary.total:,} parameters join the {count(maps, 'map')} of {height}×{width} "
        f"to the {count(largest.output_shape[0], 'unit')} of a dense layer. A further block pools these maps to a "
        "quarter of their size before that, so with it the network often has fewer parameters."
    )


def layer_terms(summary: Summary) -> tuple[str, ...]:
    """The glossary's terms for the kinds of layers that have one, in the order in which they come."""
    styles = [row.layer.look.style for row in summary.rows if row.layer.look is not None]
    return tuple(dict.fromkeys(TERMS[style] for style in styles if style in TERMS))
