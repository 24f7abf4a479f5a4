"""A run's temperature: fitted to its stored validation predictions, and remembered while those stay as they are."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from builder.analysis.calibration import fit_temperature, helps, with_temperature
from builder.settings import Settings
from builder.shipped.network import ShippedError, is_shipped, shipped_network
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions, predictions_saved_at
from builder.store.runs.records import ENDED, Run

if TYPE_CHECKING:
    import numpy as np


class Said(NamedTuple):
    """What a network says of a picture: the probability of each class as it is shown everywhere, and its `own`.

    They differ where the run has a temperature; else that is None.
    """

    probabilities: list[float]
    own: list[float]
    temperature: float | None


class Fitted(NamedTuple):
    """A temperature as it was fitted, and whether it makes the probabilities better: only then it is used."""

    temperature: float
    helps: bool


def temperature_of(settings: Settings, run: Run) -> float | None:
    """By what the logits of this run's network are divided, so that its probabilities mean what they say.

    None where there is none that helps, as `fitted_temperature` says. That of the network that comes with the app was
    fitted to the validation images of its twin, and is on its card.
    """
    if is_shipped(run):
        return _of_the_card(settings)
    fitted = fitted_temperature(settings, run)
    return fitted.temperature if fitted is not None and fitted.helps else None


def fitted_temperature(settings: Settings, run: Run) -> Fitted | None:
    """The temperature of this run's network, and whether it helps: `analysis/calibration.helps`.

    None for a run that goes on, that trained on its validation images, or that has no (readable) predictions of them
    yet: `request_validation_predictions` makes them. See `analysis/calibration.fit_temperature`. Takes 0.1 s the first
    time.
    """
    if run.state not in ENDED or run.experiment.data.trains_on_validation:
        return None
    try:
        saved_at = predictions_saved_at(artifacts_of(settings), run.id, "validation")
        return None if saved_at is None else _fitted(settings, run.id, saved_at)
    except ArtifactError:
        return None


def _of_the_card(settings: Settings) -> float | None:
    try:
        shipped = shipped_network(settings)
    except ShippedError:  # whoever asks the network itself says so
        return None
    return None if shipped is None else shipped.card.twin.temperature


@lru_cache(maxsize=256)
def _fitted(settings: Settings, run_id: str, saved_at: int) -> Fitted | None:
    """`saved_at` changes with newer predictions, which are fitted anew."""
    validation = load_predictions(artifacts_of(settings), run_id, "validation")
    temperature = fit_temperature(validation)
    return None if temperature is None else Fitted(temperature, helps(validation, temperature))


def as_shown(settings: Settings, run: Run, predictions: Predictions) -> Predictions:
    """Stored predictions with the probabilities that are shown everywhere: calibrated where the run has a
    temperature."""
    temperature = temperature_of(settings, run)
    if temperature is None:
        return predictions
    return predictions._replace(probabilities=with_temperature(predictions.probabilities, temperature))


def said_of(settings: Settings, run: Run, own: "np.ndarray") -> Said:
    """The network's `own` probabilities of one picture (classes,), calibrated where the run has a temperature."""
    temperature = temperature_of(settings, run)
    shown = own if temperature is None else with_temperature(own, temperature)
    return Said(shown.tolist(), own.tolist(), temperature)
