"""What each field of the builder does: two sentences, the first what it is, the second what a change of it does."""

EXPLANATIONS = {
    # A block of convolutions.
    "filters": "How many patterns each convolution of this block looks for, such as edges, colours or curves. More "
    "filters see more, and take longer and overfit sooner.",
    "convolutions": "How many convolutions follow one another before the pooling. Two in a row see a larger part of "
    "the picture than one.",
    "kernel_size": "How large the window is that slides over the picture, in pixels. 3×3 is the usual choice; larger "
    "windows see more at once and cost more.",
    "conv.batch_normalization": "Keeps the numbers between two layers in a steady range, so that training is faster "
    "and calmer. Once: after the last convolution of the block; each: after every one.",
    "pooling": "Makes the picture half as wide and half as high, and keeps the strongest answer (max) or the mean "
    "(average) of each four. The next block then sees twice as far, at a quarter of the cost.",
    "dropout": "Leaves out this share of the values at random while training, so that the network cannot rely on any "
    "single one. It works against overfitting; too much of it keeps the network from learning.",
    "l2": "Pulls all weights of this block a little towards nought in every step. It works against overfitting; start "
    "with 0.001.",
    "kernel_initializer": "The random numbers with which the weights begin. He suits ReLU and deep networks, Glorot "
    "is Keras's usual choice, orthogonal keeps the sizes of values; with Dirac the first filters pass their input on.",
    "activation": "How each computed value is bent before it is passed on. ReLU is the usual one; GELU and SiLU bend "
    "it smoothly, which often learns a little better and takes longer.",
    "use_bias": "Whether each filter or unit adds a number of its own. Where batch normalisation follows at once, it "
    "takes that number away again, and the bias can go.",
    "order": "What follows a convolution, and where the block pools: at its end, or after its first convolution. "
    "Pooling first leaves a smaller map to everything else in the block, which costs less.",
    "normalization_scale": "Whether batch normalisation also multiplies each map by a number that is learnt. The next "
    "layer's weights can do nearly the same, so short trainings go without.",
    "normalization_momentum": "How much of its running mean and variance batch normalisation keeps in each step, for "
    "use after training; the optimiser's momentum is another thing. A short training needs less than Keras's 0.99.",
    "normalization_epsilon": "A small number that keeps batch normalisation from dividing by nought. A smaller "
    "one gives more weight to maps that hardly vary.",
    "residual": "Adds what the block's first convolution has come to, to what its last one gives, so that those "
    "between need only learn the difference. It helps deep networks; it needs two convolutions at least.",
    "convolution": "Full convolutions look at all maps at once; separable ones at each map by itself, and then mix the "
    "maps pixel by pixel. Those have a fraction of the weights and of the cost, and see somewhat less.",
    # What follows the blocks.
    "to_vector": "How the maps of the last block become one list of numbers. Flatten keeps every value; global "
    "pooling keeps one for each filter, which needs far fewer parameters.",
    "input_normalization": "Shifts and scales each colour so that over the training pictures its mean is 0 and its "
    "variance 1. Training starts more evenly; the numbers stay with the network.",
    "whitening": "A first convolution of 2×2 pixels whose filters are computed from the training pictures, not learnt, "
    "so that neighbouring pixels and colours no longer say the same: training is much faster with it. Fixed leaves it "
    "as computed; With bias also learns a number that is added to each of its maps.",
    "input_activation": "How the whitening layer's values are bent before they are passed on. Each of its filters is "
    "there with its negative, too, so that a bend which drops what is below nought loses nothing.",
    "output_bias": "Whether each class has a number of its own that is always added. Where there are as many pictures "
    "of each class, it has little to tell, and can go.",
    "output_initializer": "The random numbers with which the output's weights begin. Glorot is Keras's usual choice; "
    "fan-in uniform draws between −1/√n and 1/√n for n inputs, and unit normal has a standard deviation of 1, for "
    "logits that are scaled.",
    "logit_scale": "The factor by which the output's values are multiplied before softmax. A small one begins with "
    "cautious probabilities, and makes large weights harmless.",
    "units": "How many values this layer computes, each from all values before it. Wider layers can combine more "
    "patterns, and hold most of a network's parameters.",
    "dense.batch_normalization": "Keeps the numbers between two layers in a steady range, so that training is faster "
    "and calmer. It stands after this layer's activation.",
    # The data.
    "dataset": "Which pictures the network learns to name. The digits train in seconds; CIFAR-10's photographs are "
    "harder, and take minutes to hours.",
    "limit": "How many pictures it learns from at most; a quarter as many are used for validation, and for the test. "
    "Empty: all of them, which gives the better network.",
    "split_seed": "Decides which pictures are for training, for validation and for the test. Compare runs only within "
    "one split.",
    # Training.
    "optimizer": "The rule by which the weights are corrected after each batch. Adam and AdamW find a pace for each "
    "weight by themselves; SGD is plainer, and with momentum and time it can end up better; Muon needs few "
    "epochs.",
    "learning_rate": "How large each correction of the weights is. Too small and it takes for ever, too large and it "
    "jumps about.",
    "schedule": "Whether the learning rate stays as it is or falls over all steps of all epochs: large steps first and "
    "small ones last often end up better. A run that ends sooner ends at a higher rate.",
    "last_share": "What is left of the learning rate at the last step. 0 is nothing of it, 0.1 a tenth.",
    "warm_up": "The share of all steps in which the learning rate rises. It spares a fresh network steps that are too "
    "large for it; 0 begins at the highest rate.",
    "first_share": "With how much of the learning rate the warm-up begins. 0.1 is a tenth of it.",
    "drops": "How many times the learning rate falls. The moments are equally far apart.",
    "factor": "By what the learning rate is multiplied each time it falls. 0.1 is usual, 0.5 is gentler.",
    "monitor": "By what an epoch counts as better than those before. The loss has to be lower, the accuracy higher.",
    "patience": "After how many epochs in a row without a better one the learning rate falls. Few are quick, and may "
    "be deceived by chance.",
    "momentum": "How much of the last correction is carried on into the next one, as a rolling ball keeps rolling. "
    "More of it makes for calmer and longer steps.",
    "nesterov": "Takes the slope where the momentum is about to lead, and not where the weights are. It corrects "
    "itself sooner, and costs nothing.",
    "weight_decay": "In each step every weight loses this much of itself, times the learning rate. It works against "
    "overfitting, and apart from the gradient: the pace that the optimiser finds for a weight does not change it.",
    "adam_lr_ratio": "How large AdamW's learning rate is beside Muon's: with 1 both have the same. Where that is high, "
    "a tenth may suit AdamW better.",
    "label_smoothing": "The right class is wanted with a little less than 100 %, and each other one with a little "
    "more than nought: with 0.1 and ten classes 91 % and 1 %. The network gets less sure and often better; the "
    "validation loss is smoothed alike, so compare losses only where this is the same.",
    "gradient_clipping": "Where all gradients together, as one arrow, are longer than this, they are shortened to it, "
    "which tames the jumps of large learning rates; 1 is a usual start. Empty: never.",
    "averaging": "A second set of weights that follows the first as their average, calmer than the last step and "
    "mostly better. With Lookahead, training goes on from it every few steps.",
    "decay": "How much of the average stays when it follows the weights. The closer to 1, the longer it remembers.",
    "every": "How many steps pass until the average follows the weights. They go on from it then.",
    "power": "How late the average gains weight. With 0 its whole decay counts from the start, with 3 mostly at "
    "the end.",
    "batch_size": "How many pictures are looked at before the weights are corrected once. Small batches correct more "
    "often and often end up better; large ones make an epoch quicker.",
    "seed": "The number from which all chance is drawn: the first weights, the order of the pictures. The same seed "
    "gives the same run; another one shows how much is luck.",
    "epochs": "How often every training picture is shown. More epochs learn more until the network begins to learn "
    "the pictures by heart.",
    "time_limit": "Training ends after the last epoch that fits in; one is trained in any case. Empty: no limit.",
    "target": "Training ends with the first epoch that reaches it, and keeps the best epoch. Empty: no target.",
    "keep": "Which epoch's weights are the result. Best: those of the epoch with the highest accuracy on the "
    "pictures that judge.",
    "augmentation": "Each training picture is shifted, turned and mirrored a little, at random, every time it is "
    "shown. It works against overfitting, and needs more epochs.",
    "rotation": "By how many degrees a picture is turned at most, to either side. A few degrees suit photographs; a 6 "
    "that is turned too far is a 9.",
    "width_shift": "By how much of its width a picture is moved at most, to either side. It teaches that a thing "
    "stays the same wherever it is.",
    "height_shift": "By how much of its height a picture is moved at most, up or down. It teaches that a thing stays "
    "the same wherever it is.",
    "zoom": "By how much a picture is made larger or smaller at most. A near thing and a far one are the same thing.",
    "shear": "By how many degrees a picture is slanted at most. Small angles hardly show.",
    "horizontal_flip": "Half of the pictures are shown as in a mirror. It suits cats and cars, and not digits.",
    "alternating_flip": "In its first pass a random half of the pictures is mirrored, in the next one the other half, "
    "and so on. No picture is seen the same way many times in a row by chance, so a few epochs teach more.",
    "crop": "The picture gets a border of this many pixels, which mirrors its edge, and is cut back to its size at a "
    "random place. It moves things without an empty border, by whole pixels; 2 to 4 suit 32 × 32.",
    "cutout": "A grey square, this many pixels wide and high, hides a random part of each picture. The network has to "
    "know things by all of their parts; it helps long trainings, and slows short ones.",
    "steps_per_epoch": "How many batches make an epoch. Empty: as many as show every training picture once.",
    "progressive_size": "Training begins with pictures made smaller, with this many pixels on the shorter side, which "
    "cost less. It needs global pooling in place of Flatten; empty: one size throughout.",
    "until": "In this part of all steps the pictures are smaller. More of it saves more time, and the last steps need "
    "the full size.",
    "mirror_average": "Each picture is named twice, as it is and mirrored, and the mean counts: for validation, for "
    "the test and on Classify. It is often right a little more often, and takes twice as long to answer.",
    "precision": "The form in which numbers are computed. bfloat16 is faster on processors made for it and several "
    "times slower on others; Automatic measures both here, once for each design.",
}

#: Why digits and letters are not mirrored.
IN_A_MIRROR = "a mirrored 2 is no 2"

#: What is said below an optimiser, where it is chosen.
OPTIMIZER_NOTES = {
    "adamw": "Adam, and in each step all weights shrink a little.",
    "muon": "Muon evens out each kernel's step, so that all its directions learn at the same pace: a few epochs go "
    "far. AdamW trains the other weights: biases, batch normalisation and the output. Keras's own "
    "`keras.optimizers.Muon` gives every convolution to AdamW, too; here Muon trains them.",
}

#: What is said below the momentum of an optimiser that is seldom used without, where it has none.
WITHOUT_MOMENTUM = {"sgd": "SGD is mostly used with a momentum of 0.9; now it has none."}

#: What is said below the curve of a learning rate, where its kind is chosen.
SCHEDULE_NOTES = {
    "cosine": "Falls slowly, then faster, then slowly again.",
    "linear": "Rises to the learning rate, then falls along a straight line.",
    "steps": "Stays, and falls all at once, and stays.",
    "plateau": "Stays until epochs bring nothing better, then falls (Keras's ReduceLROnPlateau).",
}

#: What is said below an average of the weights, where one is chosen.
AVERAGING_NOTE = "The averages are what is validated, kept and exported."

#: The glossary's term that a field is about; some are about none.
TERMS = {
    "filters": "Filter",
    "convolutions": "Convolution",
    "kernel_size": "Kernel size",
    "conv.batch_normalization": "Batch normalisation",
    "pooling": "Pooling",
    "dropout": "Dropout",
    "l2": "L2 penalty",
    "kernel_initializer": "Initialisation",
    "activation": "Activation function",
    "residual": "Residual connection",
    "convolution": "Separable convolution",
    "whitening": "Whitening",
    "input_activation": "Activation function",
    "output_initializer": "Initialisation",
    "logit_scale": "Logit scale",
    "normalization_scale": "Batch normalisation",
    "normalization_momentum": "Batch normalisation",
    "normalization_epsilon": "Epsilon",
    "to_vector": "Global pooling",
    "units": "Unit",
    "dense.batch_normalization": "Batch normalisation",
    "limit": "Training set",
    "split_seed": "Validation set",
    "optimizer": "Optimiser",
    "learning_rate": "Learning rate",
    "schedule": "Learning rate schedule",
    "warm_up": "Warm-up",
    "momentum": "Momentum",
    "nesterov": "Nesterov momentum",
    "weight_decay": "Weight decay",
    "label_smoothing": "Label smoothing",
    "gradient_clipping": "Gradient clipping",
    "averaging": "Weight averaging",
    "batch_size": "Batch",
    "seed": "Seed",
    "epochs": "Epoch",
    "target": "Accuracy",
    "augmentation": "Augmentation",
    "crop": "Crop",
    "cutout": "Cutout",
    "steps_per_epoch": "Step",
    "progressive_size": "Smaller images first",
    "until": "Smaller images first",
    "mirror_average": "Mirror average",
    "precision": "Number format",
}

#: The same for the kinds that a field offers, beside the note on each.
KIND_TERMS = {"adamw": "AdamW", "muon": "Muon", "cosine": "Cosine schedule", "linear": "Warm-up"}


def stopping_help(monitor: str) -> str:
    """What early stopping on this monitor does, in the same form."""
    return (
        f"Training stops when the {monitor} has not been better for so many epochs. It saves time, and ends before the "
        "network learns the pictures by heart."
    )
