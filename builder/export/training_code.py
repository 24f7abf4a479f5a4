"""The training of an experiment as source: the steps of main(), in order."""

from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import VALIDATION_STEP, Training, batches_per_pass, steps_per_epoch
from builder.export.batches_code import augmenter_lines, needs_generator, needs_own_batches
from builder.export.callback_code import callbacks_code
from builder.export.data_code import train_count, validation_count
from builder.export.input_code import measuring_code
from builder.export.model_code import model_code, needs_classifier, network_name
from builder.export.optimizer_code import loss_code, optimizer_code, schedule_code
from builder.export.own_code import own_classes

#: Keras's loss for class numbers takes no label smoothing.
_ONE_HOT = "y_train, y_val, y_test = (keras.utils.to_categorical(y, {classes}) for y in (y_train, y_val, y_test))\n"
#: The longest line of a step, which is indented in a script.
LINE = 116


def training_steps(experiment: Experiment) -> dict[str, str]:
    """The steps from images to a measured model, by name, in order, as source without indentation.

    The names are "load", "build", "callbacks" (if there are any), "fit" and "test".
    """
    training = experiment.training
    steps = {
        "load": _load_code(experiment),
        "build": _build_code(experiment),
        "callbacks": callbacks_code(training),
        "fit": _fit_code(experiment),
        "test": _test_code(training),
    }
    return {name: code for name, code in steps.items() if code}


def _load_code(experiment: Experiment) -> str:
    training = experiment.training
    scaled = ["x_val", "x_test"]
    if not needs_generator(training) and not measuring_code(experiment, ""):
        scaled.insert(0, "x_train")
    return (
        f"keras.utils.set_random_seed({training.seed})\n"
        "(x_train, y_train), (x_val, y_val), (x_test, y_test) = load_data()\n"
        + f"{', '.join(scaled)} = ({_scaled('x')} for x in ({', '.join(scaled)}))\n"
        + (_ONE_HOT.format(classes=len(experiment.images.classes)) if training.loss.arguments() else "")
    )


def _build_code(experiment: Experiment) -> str:
    training = experiment.training
    rate = training.learning_rate
    schedule = "" if rate.keras_class is None else f"learning_rate = {_schedule_code(experiment)}\n"
    optimizer = optimizer_code(training, "learning_rate" if schedule else repr(rate.rate))
    return (
        f"{model_code(training)}{_measuring_code(experiment)}{schedule}{_compile_code(optimizer, loss_code(training))}"
    )


def _compile_code(optimizer: str, loss: str) -> str:
    """The call on one line, or else with names for its arguments."""
    line = f'model.compile(optimizer={optimizer}, loss={loss}, metrics=["accuracy"])\n'
    if len(line) <= LINE and "\n" not in optimizer:
        return line
    return f'optimizer = {optimizer}\nmodel.compile(optimizer, loss={loss}, metrics=["accuracy"])\n'


def _measuring_code(experiment: Experiment) -> str:
    """What measures the training images, as bytes, and scales them where no generator does that batch by batch."""
    code = measuring_code(experiment, network_name(experiment.training))
    is_scaled_here = bool(code) and not needs_generator(experiment.training)
    return f"{code}x_train = {_scaled('x_train')}\n" if is_scaled_here else code


def _scaled(images: str) -> str:
    """From bytes to numbers between 0 and 1."""
    return f'{images}.astype("float32") / 255'


def _schedule_code(experiment: Experiment) -> str:
    """The call that makes the schedule over all steps of the training."""
    training = experiment.training
    return schedule_code(training, training.epochs * steps_per_epoch(train_count(experiment.data), training))


def _fit_code(experiment: Experiment) -> str:
    training = experiment.training
    lines = ["model.fit("]
    if needs_own_batches(training):
        lines = [f"steps = {_steps_code(experiment)}", *lines]
        lines += [
            "    batches(x_train, y_train), steps_per_epoch=steps,",
            f"    epochs={training.epochs}, shuffle=False,",
        ]
    elif needs_generator(training):
        # Keras ends an epoch with the pass over the images; a plain generator continues from pass to pass.
        lines = [
            *augmenter_lines(training.augmentation or Augmentation(), "rescale=1 / 255"),
            f"batches = augmenter.flow(x_train, y_train, batch_size={training.batch_size}, seed={training.seed})",
            *lines,
            "    (batch for batch in batches),  # an endless stream: an epoch is the number of steps below",
            f"    steps_per_epoch={training.steps_per_epoch or 'len(batches)'},",
            f"    epochs={training.epochs}, shuffle=False,  # the generator has shuffled already",
        ]
    else:
        lines += ["    x_train, y_train,", f"    batch_size={training.batch_size}, epochs={training.epochs},"]
    lines.append("    validation_data=(x_val, y_val),")
    if training.validation_steps is not None:
        there_are = batches_per_pass(validation_count(experiment.data), VALIDATION_STEP)
        steps = min(training.validation_steps, there_are)
        lines.append(f"    validation_batch_size={VALIDATION_STEP}, validation_steps={steps},")
    if callbacks_code(training):
        lines.append("    callbacks=callbacks,")
    inside = " ".join(line.strip() for line in lines[2:]).removesuffix(",")
    if needs_own_batches(training) and len(f"model.fit({inside})") <= LINE:
        return f"{lines[0]}\nmodel.fit({inside})\n"
    return "\n".join([*lines, ")"]) + "\n"


def _steps_code(experiment: Experiment) -> str:
    """How many steps of batches() make an epoch."""
    training = experiment.training
    if training.steps_per_epoch is not None:
        return str(training.steps_per_epoch)
    is_whole = train_count(experiment.data) % training.batch_size == 0
    return f"len(x_train) // {training.batch_size}" if is_whole else f"-(-len(x_train) // {training.batch_size})"


def _test_code(training: Training) -> str:
    lines = []
    if training.keep == "best":
        lines.append('model.load_weights("best.weights.h5")')
    if training.judged_by_test:
        lines.append("# No estimate for new images: the test set decided when to stop (see JudgeByTestSet).")
    evaluated = "model.evaluate(x_test, y_test, batch_size=512, verbose=0)[1]"
    lines.append(f'print(f"Test accuracy {{{evaluated}:.2%}} on {{len(x_test):,}} images")')
    network = network_name(training)
    if own_classes(training) and not needs_classifier(training):
        lines.append("# Without the optimiser: whoever loads the file need not have the classes above.")
        lines.append(f'keras.Model({network}.inputs, {network}.outputs).save("model.keras")')
    else:
        lines.append(f'{network}.save("model.keras")')
    return "\n".join(lines) + "\n"
