"""What a notebook says about how the network is trained, and about the classes that it brings for that."""

from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import VALIDATION_STEP, Training
from builder.export.own_code import own_schedule
from builder.words.counts import count, number_word
from builder.words.fields import OPTIMIZER_NOTES
from builder.words.monitors import MONITORS, judging_accuracy
from builder.words.optimizing import name_of, schedule, settings, straight_fall


def own_classes(training: Training) -> str:
    sentences = []
    if training.optimizer.is_own:
        sentences.append(f"`{training.optimizer.title}` makes the steps. {OPTIMIZER_NOTES[training.optimizer.kind]}")
    if (name := own_schedule(training.learning_rate)) is not None:
        sentences.append(f"`{name}` says how large the steps are while training goes on.")
    return f"## Classes of our own\n\nKeras lacks them. {' '.join(sentences)}"


def ending(training: Training) -> str:
    sentences = []
    if training.averaging is not None:
        sentences.append(
            f"`{type(training.averaging).__name__}` keeps an average of the weights, which is validated, tested and "
            "saved."
        )
    if training.judged_by_test:
        sentences.append(
            "`JudgeByTestSet` reads the test set after every epoch, as the slides did in project 18. Its text says "
            "what is wrong with that."
        )
    if training.target is not None:
        sentences.append("`StopAtTarget` ends training once an accuracy is reached.")
    if training.time_limit is not None:
        sentences.append("`StopInTime` ends training before a time is over.")
    return f"## Callbacks of our own\n\nKeras calls them while it trains. {' '.join(sentences)}"


def classifier(training: Training) -> str:
    parts = ["## The model around the network"]
    if (progressive := training.progressive_size) is not None:
        parts.append(
            f"For the first {progressive.until * 100:.4g} % of the steps the network learns from images of "
            f"{progressive.size} pixels, which cost less; after that, and to evaluate, they have their full size."
        )
    if training.mirror_average:
        parts.append(
            "To name an image, the network looks at it twice, as it is and mirrored, and the mean of both counts. "
            "Training is not changed by that; all accuracies below but the training accuracy are those of the mean."
        )
    return "\n\n".join(parts)


def build(experiment: Experiment) -> str:
    training, optimizer = experiment.training, experiment.training.optimizer
    rate = f"learning rate {training.learning_rate.rate:g}"
    if training.learning_rate.rate == optimizer.usual_rate:
        rate += " (Keras's default)"
    if told := straight_fall(training.learning_rate):
        rate = f"a learning rate that {told}"
    elif schedule(training.learning_rate):
        rate = f"a learning rate of at most {training.learning_rate.rate:g} ({schedule(training.learning_rate)})"
    more = "".join(f" and {told}" for told in settings(optimizer))
    text = (
        f"## Build and compile\n\n{optimizer.title} with {rate}{more} changes the weights so that the cross-entropy "
        f"between the {number_word(len(experiment.images.classes))} probabilities and the true class falls."
    )
    if training.gradient_clipping is not None:
        text += f" Gradients whose norm, all together, is above {training.gradient_clipping:g} are shortened to it."
    for name, value in training.loss.arguments():
        text += f" The loss is taken with {name_of(name)} {value:g}, also of validation and test images."
    return text


def callbacks(training: Training) -> str:
    """Each reason to end training early, and which weights are kept."""
    reasons = [
        f"- when the {MONITORS[stop.monitor]} has not improved for {count(stop.patience, 'epoch')}"
        for stop in training.early_stopping
    ]
    if training.target is not None:
        reasons.append(f"- when the {judging_accuracy(training)} reaches {training.target * 100:.4g} %")
    if training.time_limit is not None:
        reasons.append(f"- when another epoch would not fit into {training.time_limit:g} minutes")
    text = "## When training ends\n\n"
    text += f"After {count(training.epochs, 'epoch')}"
    text += ", or earlier:\n\n" + "\n".join(reasons) + "\n\n" if reasons else ".\n\n"
    if training.keep == "best":
        best = judging_accuracy(training)
        text += f"The weights of the epoch with the best {best} are kept in a file, and used in the end."
    return text.rstrip()


def fit(training: Training) -> str:
    """What an epoch is, and what happens to the images in it."""
    each = "is one pass over the training images"
    if training.steps_per_epoch is not None:
        each = f"has {count(training.steps_per_epoch, 'step')}"
    batch = count(training.batch_size, "image")
    ends_early = training.early_stopping or training.target is not None or training.time_limit is not None
    epochs = f"{'At most ' if ends_early else ''}{count(training.epochs, 'epoch')}"
    text = f"## Train\n\n{epochs}. An epoch {each}. Each step takes a batch of {batch} and changes the weights once."
    if training.validation_steps is not None:
        text += (
            f" Each epoch is validated on the first {count(training.validation_steps, 'batch', 'batches')} of "
            f"{VALIDATION_STEP} validation images, or on all where there are fewer."
        )
    if training.augmentation is not None:
        text += (
            "\n\nEvery training image is changed at random each time it is used "
            f"({_augmentation(training.augmentation)}), so that the network hardly sees the same image twice."
        )
    return text


def test(training: Training) -> str:
    if training.judged_by_test:
        return (
            "## The test set, once more\n\n**The test set chose this model**: it decided when to stop, so this "
            "accuracy is higher than on new images."
        )
    return (
        "## The test set, once\n\nThese images played no part so far: this accuracy is what to expect on new images "
        "of this kind. The trained model is written beside this notebook."
    )


def _augmentation(augmentation: Augmentation) -> str:
    changes = [
        (augmentation.rotation, f"turned by up to {augmentation.rotation:g}°"),
        (augmentation.width_shift, f"moved sideways by up to {augmentation.width_shift:.4g} of its width"),
        (augmentation.height_shift, f"moved up or down by up to {augmentation.height_shift:.4g} of its height"),
        (augmentation.shear, f"sheared by up to {augmentation.shear:g}°"),
        (augmentation.zoom, f"zoomed by up to {augmentation.zoom:.4g}"),
        (augmentation.horizontal_flip is True, "mirrored or not"),
        (augmentation.alternates, "mirrored every other time"),
        (augmentation.crop, f"moved by up to {augmentation.crop} pixels, with mirrored edges"),
        (augmentation.cutout, f"hidden in part by a grey square of {augmentation.cutout} pixels"),
    ]
    return ", ".join(text for acts, text in changes if acts) or "by nothing: every change is at zero"
