"""Where runs' files are stored, as the settings decide; nothing else knows. Today: on this machine's disk."""

from builder.settings import Settings
from builder.store.artifacts.local import LocalArtifacts
from builder.store.artifacts.protocol import ArtifactError, ArtifactStore

__all__ = ["ArtifactError", "ArtifactStore", "artifacts_of"]


def artifacts_of(settings: Settings) -> ArtifactStore:
    """The store of these settings."""
    return LocalArtifacts(settings.artifacts)
