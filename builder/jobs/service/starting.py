"""Whoever asks for something sees to it that the process lives that starts all others."""

from builder.jobs.executor.local import services
from builder.settings import Settings


class SubmitError(Exception):
    """What was asked for cannot be done; str(error) is one sentence that says why and what to do."""


def ensure_supervisor(settings: Settings) -> None:
    """Start the supervisor of this home unless it runs; cheap when it does. Raises SubmitError.

    Called by whoever submits, and by whoever watches work that is queued or running: should the
    supervisor have been killed, the next look brings it back.
    """
    try:
        services.ensure(settings, "supervisor")
    except OSError as error:
        raise SubmitError(
            f"The process that starts training could not be started ({error.strerror or error}). "
            "Close other programs, or restart the computer, and try again."
        ) from error
