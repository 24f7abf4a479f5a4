"""The course's projects as ready-made experiments, with what the slides document for each."""

from builder.presets.catalogue import PRESETS, get, identify, what_counts
from builder.presets.preset import Documented, Preset, UnknownPresetError

__all__ = ["PRESETS", "Documented", "Preset", "UnknownPresetError", "get", "identify", "what_counts"]
