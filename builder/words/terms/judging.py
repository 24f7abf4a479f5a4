"""The terms about how good a network is."""

from builder.words.terms.term import Chapter, Term

JUDGING = Chapter(
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
            "Learning the training pictures by heart: training accuracy goes on rising, validation accuracy does not.",
        ),
        Term("Dropout", "A share of the values is left out at random in training, which works against overfitting."),
        Term(
            "L2 penalty",
            "Large weights cost something: the sum of their squares is added to the loss. That works against "
            "overfitting, as training keeps weights small that it does not need.",
            ("L2",),
        ),
        Term(
            "Batch normalisation",
            "Keeps the values between layers in a steady range, which makes training faster and calmer.",
        ),
        Term("Confusion matrix", "A table of which classes are taken for which others."),
        Term("Precision", "Of the pictures that are called by a class's name, the share that are of this class."),
        Term("Recall", "Of the pictures that are of a class, the share that are called by its name."),
        Term("F1", "One number for precision and recall, their harmonic mean: low if either is low.", ("F1 score",)),
        Term(
            "Calibration",
            "Whether a network is as sure as it may be: of the answers that it gives with 80 %, 80 of 100 should "
            "be right.",
            ("reliability",),
        ),
        Term(
            "Calibration error",
            "By how many percentage points a network's certainty and its share of right answers differ, on average.",
            ("ECE",),
        ),
        Term(
            "Temperature",
            "A number by which the values before softmax are divided. One above 1 makes a network less sure, one "
            "below 1 surer, and none of its answers changes.",
        ),
        Term(
            "Mirror average",
            "Each picture is named twice, as it is and as in a mirror, and the mean of both answers counts. It is a "
            "little more often right, and takes twice as long.",
            ("with mirror", "two views"),
        ),
        Term(
            "One view",
            "Each picture is named once, as it is; with a mirror average it is named as in a mirror, too.",
        ),
        Term(
            "None of these",
            "What Classify says where a picture is probably none of the things that the network knows. It goes by "
            "colours and textures: it misses many photographs of other things, and now and then is wrong about one "
            "of the right kind.",
            ("none of these classes",),
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
            "Where the accuracy on very many new pictures probably lies. Two results that differ by less may be equal.",
        ),
    ),
)
