"""How a network is trained: optimiser, batches, epochs, and what ends the training."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from builder.design.base import Value, later
from builder.design.training.augmentation import Augmentation
from builder.design.training.averaging import AnyAveraging
from builder.design.training.losses import AnyLoss, CrossEntropy
from builder.design.training.optimizers import Adam, AnyOptimizer
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import AnyLearningRate, Constant
from builder.design.training.stopping import EarlyStopping, Monitor

#: The number formats that Keras can train in here; a design may also let the app choose.
Precision = Literal["float32", "mixed_bfloat16"]

#: Images in one validation step, as counted by `validation_steps`, as in the slides' generators.
VALIDATION_STEP = 100


class Training(Value):
    """Everything that decides how the weights are found, apart from the network and the data.

    `steps_per_epoch` None means one pass over the training images; a number means that many batches,
    taken from an endless stream. `validation_steps` N validates on the first N batches of
    VALIDATION_STEP images, None on all validation images. `target_validation_accuracy` (0 to 1) ends
    training as soon as an epoch reaches it; `time_limit` (minutes) ends it after the last epoch that fits.
    `precision` is the number format that layers compute in; "auto" takes the faster one on the machine.
    `averaging` is an average of the weights that is judged and kept in their place.
    `gradient_clipping` is the largest norm of all gradients together: longer ones are shortened to it.
    `keep` says which weights the run keeps: those of its last epoch, or those of its best one.
    `target_test_accuracy` is how the slides ran project 18: the test set is read after every epoch, ends
    training, and chooses the best epoch. Such a run's test accuracy is no longer an estimate.
    `mirror_average` says that whoever evaluates or classifies takes the mean of the probabilities of an image and of
    its mirror image; training is not changed by it. With a `progressive_size` training begins on smaller images.
    """

    optimizer: AnyOptimizer = Adam()
    learning_rate: AnyLearningRate = Constant()
    loss: AnyLoss = CrossEntropy()
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 512
    epochs: Annotated[int, Field(ge=1, le=10_000)] = 20
    early_stopping: Annotated[tuple[EarlyStopping, ...], Field(max_length=2)] = ()
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    augmentation: Augmentation | None = None
    steps_per_epoch: Annotated[int, Field(ge=1, le=100_000)] | None = None
    validation_steps: Annotated[int, Field(ge=1, le=100_000)] | None = None
    target_validation_accuracy: Annotated[float, Field(gt=0, le=1)] | None = None
    target_test_accuracy: Annotated[float, Field(gt=0, le=1)] | None = None
    time_limit: Annotated[float, Field(gt=0, le=10_080)] | None = None
    keep: Literal["last", "best"] = "last"
    precision: Literal["auto", Precision] = "auto"
    mirror_average: bool = later(False)
    progressive_size: ProgressiveSize | None = later(None)
    averaging: AnyAveraging = later(None)
    gradient_clipping: Annotated[float, Field(gt=0, le=1000)] | None = later(None)

    @model_validator(mode="after")
    def _one_stop_per_monitor(self) -> "Training":
        monitors = [stop.monitor for stop in self.early_stopping]
        if len(set(monitors)) < len(monitors):
            raise ValueError(f"early_stopping names {monitors[0]} twice; each monitor may be named once")
        return self

    @model_validator(mode="after")
    def _one_target(self) -> "Training":
        if self.target_validation_accuracy is not None and self.target_test_accuracy is not None:
            raise ValueError(
                "target_test_accuracy and target_validation_accuracy are both given; give one, and the other null"
            )
        return self

    @property
    def target(self) -> float | None:
        """The accuracy (0 to 1) that ends training, on the images that judge."""
        return self.target_test_accuracy if self.judged_by_test else self.target_validation_accuracy

    @property
    def judged_by_test(self) -> bool:
        """Whether the test set ends training and chooses the best epoch."""
        return self.target_test_accuracy is not None

    @property
    def views(self) -> int:
        """How often an image is looked at to name it."""
        return 2 if self.mirror_average else 1

    @property
    def stops_in_time(self) -> tuple[EarlyStopping, ...]:
        """The rules of early stopping that may end training before its last epoch."""
        return tuple(stop for stop in self.early_stopping if stop.patience < self.epochs)

    def patience(self, monitor: Monitor) -> int | None:
        """The patience of early stopping on `monitor`, or None if it is not monitored."""
        return next((stop.patience for stop in self.early_stopping if stop.monitor == monitor), None)


def batches_per_pass(image_count: int, batch_size: int) -> int:
    """Batches in one pass over the images; the last may be short."""
    return -(-image_count // batch_size)


def steps_per_epoch(image_count: int, training: Training) -> int:
    """Batches in one epoch."""
    return training.steps_per_epoch or batches_per_pass(image_count, training.batch_size)


def smaller_steps(image_count: int, training: Training) -> int:
    """How many steps of the training, from its first on, take smaller images."""
    progressive = training.progressive_size
    if progressive is None:
        return 0
    return round(progressive.until * training.epochs * steps_per_epoch(image_count, training))


def images_per_epoch(image_count: int, training: Training) -> int:
    """How many images an epoch trains on; an image that is shown twice in it counts twice."""
    if training.steps_per_epoch is None:
        return image_count
    passes, steps = divmod(training.steps_per_epoch, batches_per_pass(image_count, training.batch_size))
    return passes * image_count + min(steps * training.batch_size, image_count)


def validation_images(image_count: int, training: Training) -> int:
    """How many of the `image_count` validation images an epoch is validated on."""
    if training.validation_steps is None:
        return image_count
    return min(image_count, training.validation_steps * VALIDATION_STEP)
