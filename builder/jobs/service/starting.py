"""Makes sure that the supervisor, which starts all other processes, is running, and wakes it."""

from builder.jobs import images_place
from builder.jobs.executor.local import services, wake
from builder.settings import Settings


class SubmitError(Exception):
    """The request cannot be carried out; str(error) is one sentence that says why and what to do."""


def ensure_supervisor(settings: Settings) -> None:
    """Start the supervisor of this home unless it runs; cheap if it does. Raises SubmitError.

    Called by everything that watches queued or running work: if the supervisor was killed, the next look restarts it.
    """
    try:
        services.ensure(settings, "supervisor")
    except OSError as error:
        raise SubmitError(
            f"The process that starts training could not be started ({error.strerror or error}). "
            "Close other programs, or restart the computer, and try again."
        ) from error


def call_supervisor(settings: Settings) -> None:
    """Have the supervisor, and whoever else waits for work, look at the store at once; raises SubmitError.

    Called on every submission and request, after it is written.
    """
    images_place.note(settings)
    ensure_supervisor(settings)
    wake.call(settings.home)
