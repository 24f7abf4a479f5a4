"""What is being done now."""

from builder.progress.phase import Phase
from builder.progress.told import Told

_PHASES: dict[Phase, str] = {
    "starting_tensorflow": "Starting TensorFlow",
    "loading_images": "Loading images",
    "measuring_speed": "Finding the faster setting here",
    "building_network": "Building the network",
    "training": "Training",
    "validating": "Validating",
    "classifying_validation_images": "Classifying the validation images",
    "reading_test_set": "Reading the test set",
    "saving": "Saving",
    "restarting_after_death": "Starting again after its process ended",
    "restarting_after_boot": "Starting again after the computer was started anew",
}


def phase_text(phase: Phase | Told) -> str:
    """The phase of a run, without a full stop."""
    return phase.text if isinstance(phase, Told) else _PHASES[phase]


_DOWNLOAD_PHASES = {
    "downloading": "Downloading",
    "checking": "Checking",
    "unpacking": "Unpacking",
    "done": "Done",
}


def download_phase_text(phase: str) -> str:
    """The phase of a download; one that is not known, such as another version's, as it is."""
    return _DOWNLOAD_PHASES.get(phase, phase)
