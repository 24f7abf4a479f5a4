"""The course's projects as the slides show them, typed from the slides and not from the presets.

A network is written as its layers in order: C32 a 3x3 convolution with 32 filters ('same', ReLU), N batch
normalisation, P max pooling 2x2, X.2 dropout of 0.2, F flatten, D64 a dense layer of 64 with ReLU. The output,
ten units with softmax, ends all of them.
"""

from typing import NamedTuple


class Project(NamedTuple):
    layers: str
    #: Parameters: total, trainable, frozen.
    parameters: tuple[int, int, int]
    epochs: int = 200
    batch: int = 512
    #: Keras's optimiser, its learning rate and its momentum.
    optimizer: tuple[str, float, float] = ("Adam", 0.001, 0.0)
    #: Early stopping: what is watched, and for how many epochs.
    stops: frozenset[tuple[str, int]] = frozenset({("val_loss", 10), ("val_accuracy", 10)})
    convolutions_start: str = "GlorotUniform"
    l2: float = 0.0
    #: The arguments of ImageDataGenerator.
    augmentation: dict | None = None
    #: Steps of an epoch, and steps of its validation in batches of 100.
    steps: tuple[int, int] | None = None
    target: float | None = None


NEVER: frozenset = frozenset()
BOTH_20 = frozenset({("val_loss", 20), ("val_accuracy", 20)})

AUGMENTATION_16 = {
    "rescale": 1 / 255, "rotation_range": 15, "zoom_range": 0.1, "shear_range": 0.2, "horizontal_flip": True,
    "width_shift_range": 0.2, "height_shift_range": 0.2,
}  # fmt: skip
AUGMENTATION_18 = {
    "rescale": 1 / 255, "rotation_range": 25, "zoom_range": 0.1, "shear_range": 0.2, "horizontal_flip": True,
    "width_shift_range": 0.15, "height_shift_range": 0.15,
}  # fmt: skip

#: Projects 13 to 18 have these layers.
DEEPEST = "C32 C32 N P X.25  C64 C64 P X.3  C128 C128 P X.4  C256 C256 P X.5  F D512 N D512"
DEEPEST_PARAMETERS = (1_967_018, 1_965_930, 1_088)
SGD = ("SGD", 0.001, 0.9)

PROJECTS: dict[str, Project] = {
    "0": Project("C32 P  F D32", (263_402, 263_402, 0), epochs=20, stops=NEVER),
    "1": Project("C32 P  C32 P  F D32", (76_042, 76_042, 0), epochs=50, stops=NEVER),
    "2": Project("C32 P  C32 P  C32 P  F D32", (36_138, 36_138, 0), epochs=50, stops=NEVER),
    "3": Project("C32 P  C32 P  C32 P  C32 P  F D32", (33_098, 33_098, 0), epochs=100, stops=NEVER),
    "4": Project("C32 P  C64 P  C128 P  C256 P  F D32", (421_546, 421_546, 0),
                 stops=frozenset({("val_accuracy", 10)})),
    "5": Project("C32 P X.2  C64 P X.2  C128 P X.2  C256 P X.2  F D32", (421_546, 421_546, 0)),
    "6": Project("C32 P X.2  C64 P X.2  C128 P X.2  C256 P X.2  F D64", (454_666, 454_666, 0)),
    "7": Project("C32 C32 P X.2  C64 P X.2  C128 P X.2  C256 P X.2  F D64", (463_914, 463_914, 0)),
    "8": Project("C32 C32 P X.2  C64 C64 P X.2  C128 C128 P X.2  C256 C256 P X.2  F D64",
                 (1_238_506, 1_238_506, 0)),
    "9a": Project("C32 C32 P X.3  C64 C64 P X.3  C128 C128 P X.3  C256 C256 P X.3  F D64",
                  (1_238_506, 1_238_506, 0)),
    "9b": Project("C32 C32 P X.25  C64 C64 P X.3  C128 C128 P X.4  C256 C256 P X.5  F D64",
                  (1_238_506, 1_238_506, 0)),
    "10": Project("C32 C32 P X.25  C64 C64 P X.3  C128 C128 P X.4  C256 C256 P X.5  F D64 D64",
                  (1_242_666, 1_242_666, 0)),
    "11": Project("C32 C32 P X.25  C64 C64 P X.3  C128 C128 P X.4  C256 C256 P X.5  F D512 D512",
                  (1_964_842, 1_964_842, 0)),
    "12": Project("C32 C32 N P X.25  C64 C64 P X.3  C128 C128 P X.4  C256 C256 P X.5  F D512 D512",
                  (1_964_970, 1_964_906, 64)),
    "13": Project(DEEPEST, DEEPEST_PARAMETERS),
    "14": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform"),
    "15": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform", batch=128, stops=BOTH_20),
    "15b": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform", batch=128, stops=BOTH_20,
                   optimizer=("Adam", 0.0005, 0.0)),
    "16": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform", batch=128, stops=NEVER, epochs=300,
                  augmentation=AUGMENTATION_16, steps=(100, 100)),
    "17": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform", l2=0.001, batch=128, stops=NEVER,
                  epochs=300, optimizer=SGD),
    # Its loop has no last epoch; the preset ends it after 1,000.
    "18": Project(DEEPEST, DEEPEST_PARAMETERS, convolutions_start="HeUniform", l2=0.001, batch=400, stops=NEVER,
                  epochs=1000, optimizer=SGD, augmentation=AUGMENTATION_18, steps=(100, 100), target=0.9),
}  # fmt: skip


def expected_layers(project: Project) -> list[tuple]:
    """What each layer must be: its Keras class, then its settings in the order that `told` of the test gives them.

    The L2 acts on the convolutions and on the hidden dense layers; the output has none, and Keras's own start.
    """
    expected: list[tuple] = []
    for word in project.layers.split():
        number = word[1:]
        if word[0] == "C":
            start = project.convolutions_start
            expected.append(("Conv2D", int(number), (3, 3), (1, 1), "same", "relu", start, project.l2))
        elif word[0] == "D":
            expected.append(("Dense", int(number), "relu", "GlorotUniform", project.l2))
        elif word[0] == "X":
            expected.append(("Dropout", float(number)))
        else:
            expected.append({"P": ("MaxPooling2D", (2, 2)), "N": ("BatchNormalization",), "F": ("Flatten",)}[word])
    return [*expected, ("Dense", 10, "softmax", "GlorotUniform", 0.0)]
