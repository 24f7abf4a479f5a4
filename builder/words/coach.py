"""What the coach says, in a sentence or two with the numbers and epochs that it is based on."""

from collections.abc import Callable

from builder.analysis.coach.observation import Kind, Observation
from builder.design.edit.treatments import Treatment
from builder.words.counts import count
from builder.words.numbers import decimal, plain_percent
from builder.words.sentences import listed

#: A heading for each kind.
TITLES: dict[Kind, str] = {
    "dead": "The network only guesses",
    "rate_too_high": "The learning rate is too high",
    "overfitting": "Overfitting",
    "underfitting": "Underfitting",
    "validation_above_training": "Validation is above training",
    "still_improving": "Still improving",
    "noise": "Noise is larger than the differences",
    "fine": "All is well",
}

#: What the button says that applies a change to this design.
TREATMENTS: dict[Treatment, str] = {
    "dropout": "Add dropout of 0.2 to every block",
    "growing_dropout": "Let dropout grow from 0.25 to 0.5",
    "augmentation": "Switch augmentation on",
    "l2": "Add L2 of 0.001 to every layer",
    "longer": "Train twice as long",
    "smaller_rate": "Lower the learning rate",
    "keep_best": "Keep the best epoch",
    "batch_normalization": "Add batch normalisation to every block",
    "he_uniform": "Start with He initialisation",
    "further_block": "Add a block with twice the filters",
}

#: After so many epochs the coach can say more.
FEW_EPOCHS = 4
#: Epochs that a sentence names one by one.
MOST_NAMED = 3


def sentence(observation: Observation) -> str:
    """What a person reads of it; plain text."""
    return _SENTENCES[observation.kind](observation)


def _dead(seen: Observation) -> str:
    numbers = seen.numbers
    return (
        f"In {count(seen.epochs[-1], 'epoch')} the training accuracy never rose above "
        f"{plain_percent(numbers['training_accuracy'])}, and guessing gives {plain_percent(numbers['chance'])}: "
        f"nothing is learned. The loss is {numbers['loss']:.2f}. Usual causes are a learning rate that is too high, or "
        "weights with which every ReLU gives 0."
    )


def _rate_too_high(seen: Observation) -> str:
    numbers = seen.numbers
    rate = f"The learning rate is {decimal(numbers['rate'])}; usual for this optimiser is " + (
        f"{decimal(numbers['usual_rate'])}. Smaller steps would not overshoot."
    )
    if "loss_before" not in numbers:
        return (
            f"The training loss has not fallen: {numbers['first_loss']:.2f} in epoch 1, {numbers['last_loss']:.2f} in "
            f"epoch {seen.epochs[-1]}. {rate}"
        )
    where = [str(epoch) for epoch in seen.epochs[:MOST_NAMED]]
    more = f" and {len(seen.epochs) - MOST_NAMED} more" if len(seen.epochs) > MOST_NAMED else ""
    epochs = f"epoch {where[0]}" if len(seen.epochs) == 1 else f"epochs {', '.join(where) if more else listed(where)}"
    return (
        f"Training was thrown back in {epochs}{more}: in epoch {seen.epochs[0]} the training loss went from "
        f"{numbers['loss_before']:.2f} to {numbers['loss_after']:.2f}. {rate}"
    )


def _overfitting(seen: Observation) -> str:
    numbers = seen.numbers
    gap = (
        f"at the end the training accuracy is {plain_percent(numbers['training_accuracy'])} and the validation "
        f"accuracy {plain_percent(numbers['validation_accuracy'])}, {100 * numbers['gap']:.1f} points apart"
    )
    since, last = seen.epochs
    if numbers["rise"] <= 0:
        return f"The network knows its training images far better than others: {gap}."
    return (
        f"Since epoch {since} the network learns its training images by heart: the validation loss rose from "
        f"{numbers['lowest_val_loss']:.2f} to {numbers['last_val_loss']:.2f} in epoch {last}, and {gap}."
    )


def _underfitting(seen: Observation) -> str:
    numbers = seen.numbers
    return (
        f"Even of its training images the network gets only {plain_percent(numbers['training_accuracy'])} right, and "
        f"of the validation images {plain_percent(numbers['validation_accuracy'])}: the network is too small, or too "
        "much held back, for what there is to learn."
    )


def _validation_above_training(seen: Observation) -> str:
    numbers = seen.numbers
    causes = []
    if numbers["dropout"] > 0:
        causes.append(f"dropout (up to {decimal(numbers['dropout'])})")
    if numbers["augmentation"]:
        causes.append("augmentation")
    told = (
        f"The validation accuracy ends at {plain_percent(numbers['validation_accuracy'])}, "
        f"{100 * numbers['above']:.1f} points above the training accuracy."
    )
    if numbers["trains_on_validation"]:
        return f"{told} This run trained on its validation images, so the validation accuracy says nothing."
    if causes:
        return f"{told} That is to be expected: {listed(causes)} makes only the training images harder."
    return (
        f"{told} This design has neither dropout nor augmentation, which would explain it: look whether validation "
        "images, or copies of them, are among the training images, or are easier."
    )


def _still_improving(seen: Observation) -> str:
    numbers = seen.numbers
    first, last = seen.epochs
    planned = f" The design has {count(int(numbers['planned']), 'epoch')}." if "planned" in numbers else ""
    if "gain" in numbers:
        return (
            f"The validation accuracy still rose when training ended: from about {plain_percent(numbers['from'])} in "
            f"epoch {first} to about {plain_percent(numbers['to'])} in epoch {last}. At this pace a quarter more "
            f"epochs would add {100 * numbers['gain']:.1f} points.{planned}"
        )
    if last <= FEW_EPOCHS:
        return f"{count(last, 'epoch')} {'is' if last == 1 else 'are'} too few to say more: train longer.{planned}"
    return (
        f"After {count(last, 'epoch')} the network still learns: its training accuracy is "
        f"{plain_percent(numbers['training_accuracy'])}, and rising. Train longer before you judge it.{planned}"
    )


def _noise(seen: Observation) -> str:
    numbers = seen.numbers
    first, last = seen.epochs
    gained = 100 * numbers["gained"]
    return (
        f"From epoch {first} to epoch {last} the validation accuracy {'rose' if gained >= 0 else 'fell'} by "
        f"{abs(gained):.1f} points in all, and swung by {100 * numbers['swing']:.1f} points from one epoch to the "
        f"next: which epoch comes last is luck. The best has {plain_percent(numbers['best'])}, the last "
        f"{plain_percent(numbers['last'])}."
    )


def _fine(seen: Observation) -> str:
    numbers = seen.numbers
    return (
        f"The curve has levelled off with a training accuracy of {plain_percent(numbers['training_accuracy'])} and a "
        f"validation accuracy of {plain_percent(numbers['validation_accuracy'])}, and the validation loss has hardly "
        f"risen since its lowest. The best epoch is {seen.epochs[0]}, with {plain_percent(numbers['best'])}."
    )


_SENTENCES: dict[Kind, Callable[[Observation], str]] = {
    "dead": _dead,
    "rate_too_high": _rate_too_high,
    "overfitting": _overfitting,
    "underfitting": _underfitting,
    "validation_above_training": _validation_above_training,
    "still_improving": _still_improving,
    "noise": _noise,
    "fine": _fine,
}
