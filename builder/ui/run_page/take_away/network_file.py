"""The network of a run in the format of another program, as the inference process writes it."""

from builder import jobs
from builder.proof.errors import ProofError
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.run.waiting import waited_for
from builder.ui.session import visitor
from builder.words.reasons import why_failed

#: TensorFlow starts within seconds; longer questions of others may come first.
WAIT_SECONDS = 180.0


def network_file(run: Run, format: str) -> bytes:
    """The file's bytes; waits for it, and ends with the page's run. Raises ProofError, StoreError and SubmitError."""
    asked = jobs.request_saved_as(store.settings(), store.database(), run.id, format, visitor.current().owner)
    # Drawing nothing is where Streamlit ends a run that is no longer wanted.
    task = waited_for(asked, lambda place, task, elapsed: place.empty(), WAIT_SECONDS)
    if task.is_open:
        raise ProofError("The network was not written in time; other questions come first. Try again.")
    if task.state == "failed":
        raise ProofError(why_failed(task.error, "The network was not written; try again."))
    try:
        return jobs.saved_file(store.settings(), run.id, format).read_bytes()
    except OSError:
        raise ProofError("The network was written, but its file is gone; try again.") from None
