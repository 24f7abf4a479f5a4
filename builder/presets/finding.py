"""Finds a preset by its id, or by the design that it is."""

from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.presets.beyond import BEYOND
from builder.presets.catalogue import PRESETS
from builder.presets.preset import Preset, UnknownPresetError

#: Every preset by its id: the course's projects, and then those beyond its slides.
ALL_PRESETS: dict[str, Preset] = {**PRESETS, **BEYOND}


def get(id: str) -> Preset:
    """The preset with that id; raises UnknownPresetError with a sentence that names all ids."""
    try:
        return ALL_PRESETS[id]
    except KeyError:
        shown = id if len(id) <= 40 else id[:39] + "…"
        expected = ", ".join(ALL_PRESETS)
        raise UnknownPresetError(f"There is no project {shown!r}; expected one of {expected}.") from None


def identify(experiment: Experiment) -> str | None:
    """The id of the preset that this experiment is, or None.

    Name, data, seed, the limits on epochs and time, the number format and the judge may differ: a project trained
    on other images, with another seed, cut short, or by the slides' protocol, is still that project.
    """
    training = what_counts(experiment.training)
    for preset in ALL_PRESETS.values():
        if preset.experiment.network == experiment.network and what_counts(preset.experiment.training) == training:
            return preset.id
    return None


def what_counts(training: Training) -> Training:
    """The training without what may differ within one project: all of that has the same value in the result."""
    return training.model_copy(
        update={
            "seed": 0,
            "epochs": 1,
            "time_limit": None,
            "precision": "auto",
            "target_validation_accuracy": training.target,
            "target_test_accuracy": None,
        }
    )
