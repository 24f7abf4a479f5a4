"""What the coach says, in a sentence or two with the numbers and epochs that it is based on."""

from collections.abc import Callable

from builder.analysis.coach.observation import Kind, Observation
from builder.analysis.coach.treating import LITTLE_LEFT
from builder.design.edit.treatments import Treatment
from builder.words.counts import count, noun
from builder.words.numbers import decimal, plain_percent
from builder.words.sentences import capital, listed

#: A heading for each kind.
TITLES: dict[Kind, str] = {
    "dead": "The network only guesses",
    "rate_too_high": "The learning rate is too high",
    "never_recognised": "Classes that it never recognises",
    "overfitting": "Overfitting",
    "underfitting": "Underfitting",
    "validation_above_training": "Validation is above training",
    "few_epochs": "Too few epochs to tell",
    "still_improving": "Still improving",
    "noise": "Noise is larger than the differences",
    "fine": "All is well",
}
#: The glossary's term that explains it, where there is one.
TERMS: dict[Kind, str] = {
    "dead": "ReLU",
    "rate_too_high": "Learning rate",
    "never_recognised": "Recall",
    "overfitting": "Overfitting",
    "few_epochs": "Epoch",
    "still_improving": "Epoch",
    "noise": "95 % interval",
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

#: Epochs, or classes, that a sentence names one by one.
MOST_NAMED = 3
#: So much more accuracy from a quarter more epochs is clear; extrapolated, and so never told as a number.
CLEARLY_MORE = 0.02


def sentence(observation: Observation) -> str:
    """What a person reads of it; plain text."""
    return _SENTENCES[observation.kind](observation)


def _dead(seen: Observation) -> str:
    numbers = seen.numbers
    return (
        f"In {count(seen.epochs[-1], 'epoch')} the training accuracy never rose above "
        f"{plain_percent(numbers['training_accuracy'])}, and guessing gives {plain_percent(numbers['chance'])}: "
        f"nothing is learned. The loss is {numbers['loss']:.2f}. Usual causes are a learning rate that is too high, or "
        "weights with which the activations pass on next to nothing."
    )


def _rate_too_high(seen: Observation) -> str:
    numbers = seen.numbers
    rate = f"The learning rate is {decimal(numbers['rate'])}; usual for this optimiser is " + (
        f"{decimal(numbers['usual_rate'])}. Smaller steps would not overshoot."
    )
    if "loss_before" not in numbers:
        return (
            f"The training loss has not fallen: {numbers['first_loss']:.2f} in epoch 1, about "
            f"{numbers['last_loss']:.2f} at the end. {rate}"
        )
    where = [str(epoch) for epoch in seen.epochs[:MOST_NAMED]]
    more = f" and {len(seen.epochs) - MOST_NAMED} more" if len(seen.epochs) > MOST_NAMED else ""
    epochs = f"epoch {where[0]}" if len(seen.epochs) == 1 else f"epochs {', '.join(where) if more else listed(where)}"
    return (
        f"Training was thrown back in {epochs}{more}: in epoch {seen.epochs[0]} the training loss went from "
        f"{numbers['loss_before']:.2f} to {numbers['loss_after']:.2f}. {rate}"
    )


def _never_recognised(seen: Observation) -> str:
    named = list(seen.classes) if len(seen.classes) <= MOST_NAMED + 1 else list(seen.classes[:MOST_NAMED])
    more = len(seen.classes) - len(named)
    return (
        f"Of {count(int(seen.numbers['images']), 'validation image')} of "
        f"{listed([*named, f'{more} other classes'] if more else named)}, it recognises none. The confusion matrix "
        "shows what it calls them instead."
    )


def _overfitting(seen: Observation) -> str:
    numbers = seen.numbers
    gap = (
        f"{_at_the_end(numbers)} the training accuracy is {plain_percent(numbers['training_accuracy'])} and the "
        f"validation accuracy {plain_percent(numbers['validation_accuracy'])}, {100 * numbers['gap']:.1f} points apart"
    )
    if numbers["rise"] <= 0:
        return f"The network knows its training images far better than others: {gap}."
    return (
        f"Since about epoch {seen.epochs[0]} the network learns its training images by heart: the validation loss rose "
        f"from about {numbers['lowest_val_loss']:.2f} to about {numbers['last_val_loss']:.2f}, and {gap}."
    )


def _at_the_end(numbers: dict[str, float]) -> str:
    """Which epochs the accuracies at the end are the mean of."""
    epochs = int(numbers["last_epochs"])
    return "in the last epoch" if epochs == 1 else f"on average over the last {epochs} epochs"


def _underfitting(seen: Observation) -> str:
    numbers = seen.numbers
    return (
        f"Even of its training images the network gets only {plain_percent(numbers['training_accuracy'])} right, and "
        f"of the validation images {plain_percent(numbers['validation_accuracy'])}, {_at_the_end(numbers)}: it is too "
        "small, or too much held back, for what there is to learn."
    )


def _validation_above_training(seen: Observation) -> str:
    numbers = seen.numbers
    causes = []
    if numbers["dropout"] > 0:
        causes.append(f"dropout (up to {decimal(numbers['dropout'])})")
    if numbers["augmentation"]:
        causes.append("augmentation")
    told = (
        f"{capital(_at_the_end(numbers))} the validation accuracy is {plain_percent(numbers['validation_accuracy'])}, "
        f"{100 * numbers['above']:.1f} points above the training accuracy."
    )
    if numbers["trains_on_validation"]:
        return f"{told} This run trained on its validation images, so the validation accuracy says nothing."
    if causes:
        return f"{told} That is to be expected: {listed(causes)} makes only the training images harder."
    return (
        f"{told} This design has neither dropout nor augmentation, which would explain it: check whether validation "
        "images, or copies of them, are among the training images, or are easier."
    )


def _few_epochs(seen: Observation) -> str:
    numbers, last = seen.numbers, seen.epochs[-1]
    told = f"After {count(last, 'epoch')} the validation accuracy is {plain_percent(numbers['last'])}"
    if numbers["best"] > numbers["last"]:
        told += f", below the {plain_percent(numbers['best'])} of epoch {int(numbers['best_epoch'])}"
    elif last > 1:
        told += f", after {plain_percent(numbers['first'])} in epoch 1"
    return f"{told}. That is too few epochs to say more: train longer.{_planned(numbers)}"


def _still_improving(seen: Observation) -> str:
    numbers = seen.numbers
    first, last = seen.epochs
    if "gain" in numbers:
        before, after = plain_percent(numbers["from"]), plain_percent(numbers["to"])
        averaged = int(numbers["averaged"])
        more = "would clearly add more" if numbers["gain"] >= CLEARLY_MORE else "may add a little"
        return (
            f"The validation accuracy still rose when training ended: it was {before} on average over epochs {first} "
            f"to {first + averaged - 1}, and {after} over the last {averaged}. More epochs {more}.{_planned(numbers)}"
        )
    return (
        f"After {count(last, 'epoch')} the network still learns: its training accuracy is "
        f"{plain_percent(numbers['training_accuracy'])}, and rising; its validation accuracy is "
        f"{plain_percent(numbers['validation_accuracy'])}. Train longer before you judge it.{_planned(numbers)}"
    )


def _planned(numbers: dict[str, float]) -> str:
    return f" The design has {count(int(numbers['planned']), 'epoch')}." if "planned" in numbers else ""


def _noise(seen: Observation) -> str:
    numbers = seen.numbers
    first, last = seen.epochs
    swing, gained = numbers["swing"], numbers["gained"]
    compared = " and did not rise" if gained <= 0 else " and rose by no more in all" if gained <= swing else ""
    which = (
        "This time the last epoch is the best"
        if numbers["best_epoch"] == last
        else f"Epoch {int(numbers['best_epoch'])} is the best, with {plain_percent(numbers['best'])}; the last has "
        f"{plain_percent(numbers['last'])}"
    )
    return (
        f"Over epochs {first} to {last} the validation accuracy swung by about {100 * swing:.0f} "
        f"{noun(round(100 * swing), 'point')} from one epoch to the next{compared}: which epoch comes last is luck. "
        f"{which}."
    )


def _fine(seen: Observation) -> str:
    numbers = seen.numbers
    best, last = seen.epochs
    loss_is_lowest = numbers["lowest_epoch"] == last
    is_best_at_its_end = best == last or loss_is_lowest
    begins = (
        capital(_at_the_end(numbers)) if is_best_at_its_end else f"The curve has levelled off: {_at_the_end(numbers)}"
    )
    loss = (
        f"is at its lowest in epoch {last}, the last: more epochs may add a little"
        if loss_is_lowest
        else "has hardly risen since its lowest"
    )
    return (
        f"{begins} the training accuracy is "
        f"{plain_percent(numbers['training_accuracy'])} and the validation accuracy "
        f"{plain_percent(numbers['validation_accuracy'])}. The validation loss {loss}. {_kept(seen)}{_next_step(seen)}"
    )


def _kept(seen: Observation) -> str:
    """Which epoch is kept, and which was the best."""
    best, last = seen.epochs
    its_best = plain_percent(seen.numbers["best"])
    if best == last:
        return f"The last epoch is the best, with {its_best}, and is kept."
    if seen.numbers["keeps_best"]:
        return f"Epoch {best} is the best, with {its_best}, and is kept."
    return f"Epoch {last} is kept, with {plain_percent(seen.numbers['last'])}; epoch {best} had {its_best}."


def _next_step(seen: Observation) -> str:
    if seen.edit == "keep_best":
        return ""
    if seen.numbers["validation_accuracy"] >= LITTLE_LEFT:
        return " Little is left to gain: more seeds show how much of it is chance."
    first = "First train longer." if seen.edit == "longer" else "To get further, change one thing and train again."
    few = seen.numbers.get("few_images")
    return f" {first}" + (f" A larger network may also lose: {few:,.0f} training images are few." if few else "")


_SENTENCES: dict[Kind, Callable[[Observation], str]] = {
    "dead": _dead,
    "rate_too_high": _rate_too_high,
    "never_recognised": _never_recognised,
    "overfitting": _overfitting,
    "underfitting": _underfitting,
    "validation_above_training": _validation_above_training,
    "few_epochs": _few_epochs,
    "still_improving": _still_improving,
    "noise": _noise,
    "fine": _fine,
}
