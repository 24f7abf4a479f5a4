"""The terms about the network and its layers."""

from builder.words.terms.term import Chapter, Term

NETWORK = Chapter(
    "The network",
    (
        Term(
            "Neural network",
            "A chain of layers: each computes numbers from those of the layer before, and the last ones say how "
            "likely each class is.",
            ("model", "CNN"),
        ),
        Term("Layer", "One step of the network's computation, such as a convolution, a pooling or a dense layer."),
        Term(
            "Convolution",
            "A small window slides over the picture and says, place by place, how well its pattern fits there.",
            ("conv layer",),
        ),
        Term(
            "Filter",
            "The pattern that one window of a convolution looks for: a small table of weights. It is learnt, not "
            "given.",
            ("kernel",),
        ),
        Term(
            "Weight",
            "A number by which a value is multiplied before it is added to others. Training finds it; all that a "
            "network has learnt is in its weights.",
        ),
        Term(
            "Separable convolution",
            "A convolution in two steps: a window over each map by itself, then a sum over all maps, pixel by "
            "pixel. It has far fewer weights and costs a fraction.",
            ("depthwise separable convolution",),
        ),
        Term(
            "Residual connection",
            "What a layer began with is added to what it came to, so that it need only learn the difference. Very "
            "deep networks train by it.",
            ("skip connection", "residual block", "ResNet"),
        ),
        Term("Kernel size", "How large a filter’s window is: 3×3 pixels, mostly."),
        Term(
            "Padding",
            "A ring of zeros around a picture or map, so that the window fits at its edges too. Here the "
            "convolutions of every block have it (“same”), and their maps are as large as what they looked at.",
        ),
        Term(
            "Stride",
            "By how many cells the window moves on. Here a convolution moves by one and a pooling by two, which "
            "halves the map.",
        ),
        Term(
            "Feature map",
            "A filter's answer to a picture: bright where its pattern was found.",
            ("activation map",),
        ),
        Term(
            "Pooling",
            "Halves a map's width and height and keeps the strongest value (or the mean) of each four, so that the "
            "next layers see further.",
        ),
        Term("Flatten", "Writes all values of all maps one after another, as one list for the dense layers."),
        Term(
            "Global pooling",
            "Keeps one value of each map, its largest or its mean, wherever in the picture it was. It makes a "
            "list for the dense layers as Flatten does, and a much shorter one.",
            ("global average pooling", "global max pooling"),
        ),
        Term(
            "Whitening",
            "Mixes neighbouring pixels and colours so that each of the new values says something that the others "
            "do not. The mixture is computed from the training pictures, not learnt.",
        ),
        Term("Dense layer", "Each of its units computes a value from all values before it.", ("fully connected",)),
        Term("Unit", "One value that a layer computes, with its own weights.", ("neuron",)),
        Term("ReLU", "Turns negative values into nought. Without such a bend, many layers could do no more than one."),
        Term(
            "Activation function",
            "The bend that each value goes through: ReLU, or GELU and SiLU, which are smooth, or leaky ReLU, which "
            "passes on a fifth of what is below nought.",
            ("GELU", "SiLU", "leaky ReLU"),
        ),
        Term("Softmax", "Turns the last values into probabilities that add up to 100 %."),
        Term(
            "Logit scale",
            "Logits are the values that the network computes for the classes, before softmax makes probabilities of "
            "them. The scale is a number that multiplies them all: with a small one a fresh network begins with "
            "cautious probabilities.",
            ("logit", "logits"),
        ),
        Term("Parameters", "All numbers that training adjusts: the weights, and one bias for each filter or unit."),
        Term(
            "Multiply-adds",
            "How often two numbers are multiplied and added for one picture: what it costs to compute. M is a million, "
            "G a thousand million and T a million million of them.",
        ),
        Term("Activations", "The values that layers compute for a picture; kept in memory while training."),
    ),
)
