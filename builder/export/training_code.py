"""The training of an experiment as the source of main()."""

from builder.spec.experiment import Experiment
from builder.spec.training import OPTIMIZERS, Augmentation, Training

_TARGET_CLASS = '''\
class StopAtTarget(keras.callbacks.Callback):
    """Ends training as soon as an epoch reaches the wanted validation accuracy."""

    def __init__(self, target: float):
        super().__init__()
        self.target = target

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target:
            self.model.stop_training = True
'''


def needs_generator(training: Training) -> bool:
    """Whether the script draws its batches from ImageDataGenerator: to augment, or as an endless stream."""
    return training.augmentation is not None or training.steps_per_epoch is not None


def needs_target(training: Training) -> bool:
    """Whether training ends at a validation accuracy."""
    return training.target_validation_accuracy is not None


def target_class_code() -> str:
    """The source of the callback that ends training at a validation accuracy."""
    return _TARGET_CLASS


def train_code(experiment: Experiment) -> str:
    """The source of main(): load, build, compile, fit, and read the test set once."""
    training = experiment.training
    lines = [
        "def main() -> None:",
        f"    keras.utils.set_random_seed({training.seed})",
        "    (x_train, y_train), (x_val, y_val), (x_test, y_test) = load_data()",
        '    x_val, x_test = x_val.astype("float32") / 255, x_test.astype("float32") / 255',
        "",
        "    model = build_model()",
        "    model.summary()",
        "    model.compile(",
        f"        optimizer={_optimizer_code(training)},",
        '        loss="sparse_categorical_crossentropy",',
        '        metrics=["accuracy"],',
        "    )",
        "",
        *_callbacks_code(training),
        *_fit_code(training),
    ]
    if training.keep == "best":
        lines.append('    model.load_weights("best.weights.h5")')
    lines += [
        "    loss, accuracy = model.evaluate(x_test, y_test, batch_size=512, verbose=0)",
        '    print(f"Test accuracy {accuracy:.2%} on {len(x_test):,} images")',
        '    model.save("model.keras")',
    ]
    return "\n".join(lines) + "\n"


def _optimizer_code(training: Training) -> str:
    name, _, takes_momentum = OPTIMIZERS[training.optimizer]
    momentum = f", momentum={training.momentum!r}" if takes_momentum and training.momentum else ""
    return f"keras.optimizers.{name}(learning_rate={training.learning_rate!r}{momentum})"


def _callbacks_code(training: Training) -> list[str]:
    callbacks = [
        f'        keras.callbacks.EarlyStopping(monitor="{stop.monitor}", patience={stop.patience}),'
        for stop in training.early_stopping
    ]
    if training.target_validation_accuracy is not None:
        callbacks.append(f"        StopAtTarget({training.target_validation_accuracy!r}),")
    if training.keep == "best":
        callbacks += [
            "        keras.callbacks.ModelCheckpoint(",
            '            "best.weights.h5", monitor="val_accuracy", mode="max",',
            "            save_best_only=True, save_weights_only=True,",
            "        ),",
        ]
    return ["    callbacks = [", *callbacks, "    ]"] if callbacks else ["    callbacks = []"]


def _fit_code(training: Training) -> list[str]:
    if not needs_generator(training):
        return [
            "    model.fit(",
            '        x_train.astype("float32") / 255, y_train,',
            f"        batch_size={training.batch_size}, epochs={training.epochs},",
            "        validation_data=(x_val, y_val), callbacks=callbacks,",
            "    )",
        ]
    source = [
        *_generator_code(training.augmentation or Augmentation()),
        f"    batches = augmenter.flow(x_train, y_train, batch_size={training.batch_size}, seed={training.seed})",
    ]
    # Keras ends an epoch with the pass over the images; a plain generator goes on from pass to pass.
    steps = training.steps_per_epoch or "len(batches)"
    return [
        *source,
        "    model.fit(",
        "        (batch for batch in batches),  # an endless stream: an epoch is the number of steps below",
        f"        steps_per_epoch={steps},",
        f"        epochs={training.epochs},",
        "        validation_data=(x_val, y_val), callbacks=callbacks,",
        "    )",
    ]


def _generator_code(augmentation: Augmentation) -> list[str]:
    arguments = {
        "rotation_range": augmentation.rotation,
        "width_shift_range": augmentation.width_shift,
        "height_shift_range": augmentation.height_shift,
        "shear_range": augmentation.shear,
        "zoom_range": augmentation.zoom,
    }
    lines = [f"        {name}={value!r}," for name, value in arguments.items() if value]
    if augmentation.horizontal_flip:
        lines.append("        horizontal_flip=True,")
    return ["    augmenter = ImageDataGenerator(", "        rescale=1 / 255,", *lines, "    )"]
