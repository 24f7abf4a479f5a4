"""What a running run is doing."""

from typing import Literal

#: The parts of a run's work in their order, and what a new attempt does first after its process has ended.
Phase = Literal[
    "starting_tensorflow",
    "loading_images",
    "measuring_speed",
    "building_network",
    "training",
    "validating",
    "classifying_validation_images",
    "reading_test_set",
    "saving",
    "restarting_after_death",
    "restarting_after_boot",
]
