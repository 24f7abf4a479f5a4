"""The terms about training."""

from builder.words.terms.term import Chapter, Term

TRAINING = Chapter(
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
            "The share of the last correction that is carried on into the next one, as a rolling ball keeps rolling.",
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
        ),
        Term(
            "Weight decay",
            "In each step every weight loses a small share of itself, whatever the gradient says. It works against "
            "overfitting; an L2 penalty does so by way of the gradient, which optimisers such as Adam change.",
            ("decoupled weight decay",),
        ),
        Term(
            "Muon",
            "An optimiser that evens out each layer's step, so that all directions in which its weights can move "
            "learn at the same pace. A few epochs then go far.",
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
        Term(
            "Matrix speed",
            "How many multiply-adds a second a processor reaches with large matrices: about the most that it can do. "
            "A training at half of it takes twice as long as its multiply-adds alone would.",
        ),
        Term(
            "Epsilon",
            "A very small number that is added before a division, so that nothing is divided by nought. The smaller "
            "it is in batch normalisation, the more weight have maps that hardly vary; 10⁻³ is a thousandth, 10⁻¹² "
            "a millionth of a millionth.",
        ),
        Term("Early stopping", "Ends training when nothing has got better for a number of epochs, its patience."),
    ),
)
