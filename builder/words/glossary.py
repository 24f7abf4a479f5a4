"""The terms of the course, each in a sentence or two, in the order in which one meets them."""

import re
from typing import NamedTuple


class Term(NamedTuple):
    """A term, other names for it, and what it means."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()


class Chapter(NamedTuple):
    """Terms that belong together."""

    title: str
    terms: tuple[Term, ...]


GLOSSARY = (
    Chapter(
        "Pictures and sets",
        (
            Term("Class", "What a picture can be named: one of ten digits, or cat, ship and eight others."),
            Term("Label", "The right class of a picture, which the network is told while it trains."),
            Term("Training set", "The pictures from which the network learns. It sees each of them many times."),
            Term(
                "Validation set",
                "Pictures it does not learn from, classified after every epoch. They show how well it does on new "
                "ones, and decide what is better.",
            ),
            Term(
                "Test set",
                "Pictures that are kept apart until the end and classified once. Whoever chooses by them "
                "fools themselves.",
            ),
            Term(
                "Augmentation",
                "Training pictures are shifted, turned or mirrored a little at random, so that the network meets more "
                "than the data set holds.",
            ),
            Term(
                "Cutout",
                "A grey square hides a random part of each training picture, so that the network has to know things "
                "by all of their parts.",
            ),
        ),
    ),
    Chapter(
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
            Term(
                "ReLU", "Turns negative values into nought. Without such a bend, many layers could do no more than one."
            ),
            Term(
                "Activation function",
                "The bend that each value goes through: ReLU, or GELU and SiLU, which are smooth, or leaky ReLU, which "
                "passes on a fifth of what is below nought.",
                ("GELU", "SiLU", "leaky ReLU"),
            ),
            Term("Softmax", "Turns the last values into probabilities that add up to 100 %."),
            Term("Parameters", "All numbers that training adjusts: the weights, and one bias for each filter or unit."),
            Term(
                "Multiply-adds",
                "How often two numbers are multiplied and added for one picture: what it costs to compute.",
            ),
            Term("Activations", "The values that layers compute for a picture; kept in memory while training."),
        ),
    ),
    Chapter(
        "Training",
        (
            Term("Epoch", "One pass over all training pictures."),
            Term("Batch", "The pictures that are looked at before the weights are corrected once.", ("mini-batch",)),
            Term("Step", "One correction of the weights, after one batch."),
            Term(
                "Loss",
                "One number for how wrong the network is, surer mistakes counting more. Training makes it smaller.",
                ("cross-entropy",),
            ),
            Term("Gradient", "Says for each weight in which direction, and how strongly, it changes the loss."),
            Term("Optimiser", "The rule that corrects the weights by the gradient: Adam, or SGD with momentum."),
            Term("Learning rate", "How large each correction is."),
            Term(
                "Momentum",
                "The share of the last correction that is carried on into the next one, as a rolling ball keeps "
                "rolling.",
            ),
            Term(
                "Nesterov momentum",
                "Momentum that takes the gradient where it is about to lead, and so corrects itself a step sooner.",
                ("Nesterov",),
            ),
            Term(
                "AdamW",
                "Adam that also shrinks every weight a little in each step, apart from the gradient. Adam's own pace "
                "for each weight then does not change how much it shrinks.",
                ("decoupled weight decay",),
            ),
            Term(
                "Muon",
                "An optimiser that takes all weights of a layer as one matrix, and corrects it equally far in all of "
                "its directions, so that a few epochs go far.",
            ),
            Term(
                "Learning rate schedule",
                "How the learning rate changes while training goes on: mostly large at first and small at the end.",
                ("schedule",),
            ),
            Term(
                "Cosine schedule",
                "A learning rate that falls along half a wave: slowly at first, then faster, then slowly again.",
                ("cosine decay",),
            ),
            Term(
                "Warm-up",
                "The first steps of a training, in which the learning rate rises to its highest. A fresh network is "
                "spared steps that are too large for it.",
            ),
            Term(
                "Label smoothing",
                "The right class is wanted with a little less than 100 %, and each other one with a little more than "
                "nought, so that the network does not become too sure.",
            ),
            Term(
                "Weight averaging",
                "A second set of weights follows the first as a mean over many steps. It is calmer than the last step, "
                "and mostly better.",
                ("moving average", "EMA", "Lookahead"),
            ),
            Term(
                "Gradient clipping",
                "A gradient that is too long is shortened, so that no single batch throws the weights far off.",
            ),
            Term("Seed", "The number from which all chance of a run is drawn; the same seed, the same run."),
            Term(
                "Initialisation",
                "The weights with which training begins. Glorot and He draw them at random; with Dirac the first "
                "filters of a convolution pass on what comes in, and only the others are drawn.",
                ("initialiser", "Glorot", "He", "Dirac"),
            ),
            Term(
                "Number format",
                "With how many digits the computer calculates. bfloat16 keeps two or three of them where float32 keeps "
                "seven; some processors are much faster with it, and the network is hardly worse.",
                ("float32", "bfloat16", "mixed precision"),
            ),
            Term("Early stopping", "Ends training when nothing has got better for a number of epochs, its patience."),
        ),
    ),
    Chapter(
        "How good it is",
        (
            Term("Accuracy", "The share of pictures that are named rightly. With ten classes, guessing gets 10 %."),
            Term(
                "Point",
                "The difference of two shares: from 90 % to 93 % are three points.",
                ("percentage point", "pts"),
            ),
            Term(
                "Overfitting",
                "Learning the training pictures by heart: training accuracy goes on rising, validation accuracy does "
                "not.",
            ),
            Term(
                "Dropout", "A share of the values is left out at random in training, which works against overfitting."
            ),
            Term("L2 penalty", "Large weights cost something, which works against overfitting.", ("weight decay",)),
            Term(
                "Batch normalisation",
                "Keeps the values between layers in a steady range, which makes training faster and calmer.",
            ),
            Term("Confusion matrix", "A table of which classes are taken for which others."),
            Term("Precision", "Of the pictures that are called by a class's name, the share that are of this class."),
            Term("Recall", "Of the pictures that are of a class, the share that are called by its name."),
            Term(
                "F1", "One number for precision and recall, their harmonic mean: low if either is low.", ("F1 score",)
            ),
            Term(
                "Calibration",
                "Whether a network is as sure as it may be: of the answers that it gives with 80 %, 80 of 100 should "
                "be right.",
                ("reliability",),
            ),
            Term(
                "Calibration error",
                "By how many percentage points a network's certainty and its share of right answers differ, on "
                "average.",
                ("ECE",),
            ),
            Term(
                "Temperature",
                "A number by which the values before softmax are divided. One above 1 makes a network less sure, and "
                "changes none of its answers.",
            ),
            Term(
                "Grad-CAM",
                "A map of the places in a picture that spoke for a class, from the gradient of its probability.",
            ),
            Term(
                "Occlusion",
                "Covers one place of a picture after another and notes how far the probability falls.",
            ),
            Term(
                "95 % interval",
                "Where the accuracy on very many new pictures probably lies. Two results that differ by less may "
                "be equal.",
            ),
        ),
    ),
)

_TERMS = {term.name: term for chapter in GLOSSARY for term in chapter.terms}


def term_of(name: str) -> Term:
    """The term with this name; raises KeyError for a word that is none."""
    return _TERMS[name]


def anchor_of(term: Term) -> str:
    """The word by which an address names the term: "batch-normalisation"."""
    return "-".join(re.findall("[a-z0-9]+", term.name.lower()))
