"""Small jobs besides training. Each kind has a module here, which registers it, and its line in this list."""

from builder.jobs.tasks import (
    classify,
    download,
    evaluate,
    explain,
    feature_maps,
    flow,
    growth,
    one_value,
    parts,
    ready,
    save_as,
    validate,
    verify,
)

__all__ = [
    "classify",
    "download",
    "evaluate",
    "explain",
    "feature_maps",
    "flow",
    "growth",
    "one_value",
    "parts",
    "ready",
    "save_as",
    "validate",
    "verify",
]
