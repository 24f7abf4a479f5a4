"""What ends training, as the source of callbacks: Keras's own, and those that Keras lacks."""

from builder.design.training.rates import Plateau
from builder.design.training.training import Training
from builder.export.averaging_code import averaging_call, averaging_class

_JUDGE_BY_TEST_SET = '''\
class JudgeByTestSet(keras.callbacks.Callback):
    """The slides' loop of project 18, one round after every epoch:

        while test accuracy < target:
            one epoch; evaluate on the test set; keep the model if it is the best so far

    What is wrong with it: the test set stands for images that played no part in the training. Here it decides
    when to stop and which weights to keep, so what is reported is the luckiest of many readings. It is higher
    than the accuracy on new images, and no estimate of it any more. Choosing is what validation images are for.
    """

    def __init__(self, images, labels):
        super().__init__()
        self.images, self.labels = images, labels

    def on_epoch_end(self, epoch, logs=None):
        _, logs["test_accuracy"] = self.model.evaluate(self.images, self.labels, batch_size=512, verbose=0)
'''

_STOP_AT_TARGET = '''\
class StopAtTarget(keras.callbacks.Callback):
    """Ends training as soon as an epoch reaches the wanted accuracy."""

    def __init__(self, monitor: str, target: float):
        super().__init__()
        self.monitor, self.target = monitor, target

    def on_epoch_end(self, epoch, logs=None):
        if logs[self.monitor] >= self.target:
            self.model.stop_training = True
'''

_STOP_IN_TIME = '''\
class StopInTime(keras.callbacks.Callback):
    """Ends training when one more epoch, as long as the last, would not fit into the time."""

    def __init__(self, minutes: float):
        super().__init__()
        self.seconds = 60 * minutes

    def on_train_begin(self, logs=None):
        self.began = time.perf_counter()

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch_began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        now = time.perf_counter()
        if (now - self.began) + (now - self.epoch_began) > self.seconds:
            self.model.stop_training = True
'''


def callback_classes(training: Training) -> list[str]:
    """The source of each callback class that this training needs and Keras lacks."""
    classes = [] if training.averaging is None else [averaging_class(training.averaging)]
    if training.judged_by_test:
        classes.append(_JUDGE_BY_TEST_SET)
    if training.target is not None:
        classes.append(_STOP_AT_TARGET)
    if training.time_limit is not None:
        classes.append(_STOP_IN_TIME)
    return classes


def callbacks_code(training: Training) -> str:
    """The source of the list of callbacks; empty if training needs none."""
    judge = "test_accuracy" if training.judged_by_test else "val_accuracy"
    lines = []
    if training.averaging is not None:
        lines.append(f"    {averaging_call(training.averaging)},  # first, so that all others see the averages")
    if training.judged_by_test:
        lines.append("    JudgeByTestSet(x_test, y_test),")
    elif training.target is not None and training.keep == "best":
        lines += [
            "    # Project 18's loop, made honest: validation images say when to stop and which weights to keep,",
            "    # and the test images are read once, at the end.",
        ]
    if training.target is not None:
        lines.append(f'    StopAtTarget("{judge}", {training.target!r}),')
    lines += [
        f'    keras.callbacks.EarlyStopping(monitor="{stop.monitor}", patience={stop.patience}),'
        for stop in training.early_stopping
    ]
    rate = training.learning_rate
    if isinstance(rate, Plateau):
        lines += [
            "    keras.callbacks.ReduceLROnPlateau(",
            f'        monitor="{rate.monitor}", factor={rate.factor!r}, patience={rate.patience}, min_delta=0,',
            "    ),",
        ]
    if training.time_limit is not None:
        lines.append(f"    StopInTime(minutes={training.time_limit!r}),")
    if training.keep == "best":
        lines += [
            "    keras.callbacks.ModelCheckpoint(",
            f'        "best.weights.h5", monitor="{judge}", mode="max", save_best_only=True, save_weights_only=True,',
            "    ),",
        ]
    return "\n".join(["callbacks = [", *lines, "]"]) + "\n" if lines else ""
