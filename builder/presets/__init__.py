"""Ready-made experiments: the course's projects with what the slides document for each, and presets beyond them."""

from builder.presets.beyond import BEYOND
from builder.presets.catalogue import PRESETS
from builder.presets.finding import ALL_PRESETS, fitted, get, identify, lesson_of, on_images, uncut, what_counts
from builder.presets.preset import Documented, Preset, Project, UnknownPresetError

__all__ = [
    "ALL_PRESETS",
    "BEYOND",
    "PRESETS",
    "Documented",
    "Preset",
    "Project",
    "UnknownPresetError",
    "fitted",
    "get",
    "identify",
    "lesson_of",
    "on_images",
    "uncut",
    "what_counts",
]
