"""The terms about pictures and sets."""

from builder.words.terms.term import Chapter, Term

PICTURES = Chapter(
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
            "Pictures that are kept apart until the end and classified once. Whoever chooses by them fools themselves.",
        ),
        Term(
            "Augmentation",
            "Training pictures are shifted, turned or mirrored a little at random, so that the network meets more "
            "than the data set holds.",
        ),
        Term(
            "Crop",
            "The picture gets a border that mirrors its edge, and is cut back to its size at a random place. So "
            "things move by a few pixels, and no empty edge is seen.",
            ("reflect-padding",),
        ),
        Term(
            "Smaller images first",
            "Training begins with pictures made smaller, which cost less, and ends with pictures of full size. Coarse "
            "shapes can be learnt from small ones; the last steps add what is fine.",
            ("smaller images", "progressive size"),
        ),
        Term(
            "Cutout",
            "A grey square hides a random part of each training picture, so that the network has to know things "
            "by all of their parts.",
        ),
    ),
)
