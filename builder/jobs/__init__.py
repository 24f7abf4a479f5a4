"""The queue: work is submitted here, and separate processes do it.

    page or command line -> store <- supervisor (one per BUILDER_HOME) -> worker, one per run, and one ready
                                                                       -> inference, one for everybody
                                                                       -> download

Nothing here loads TensorFlow, and importing this loads neither numpy nor images.
"""

from builder.jobs.service.ask import (
    ask,
    classify,
    make_ready,
    request_parts,
    request_saved_as,
    request_test_reading,
    request_validation_predictions,
    request_verification,
    start_download,
)
from builder.jobs.service.how_long import HowLong, how_long, runs_before, will_be_measured
from builder.jobs.service.how_soon import starts_in
from builder.jobs.service.readiness import Readiness, readiness
from builder.jobs.service.starting import SubmitError, ensure_supervisor
from builder.jobs.service.submit import delete_run, pause_run, resume_run, stop_run, submit_run, submit_runs
from builder.jobs.service.unattended import unattended_runs
from builder.jobs.service.visits import warm_up
from builder.jobs.tasks.evaluate import why_no_test_reading
from builder.jobs.tasks.save_as import FORMATS, saved_file, why_not_saved_as
from builder.jobs.tasks.validate import why_no_validation_predictions
from builder.jobs.temperature import temperature_of

__all__ = [
    "FORMATS",
    "HowLong",
    "Readiness",
    "SubmitError",
    "ask",
    "classify",
    "delete_run",
    "ensure_supervisor",
    "how_long",
    "make_ready",
    "pause_run",
    "readiness",
    "request_parts",
    "request_saved_as",
    "request_test_reading",
    "request_validation_predictions",
    "request_verification",
    "resume_run",
    "runs_before",
    "saved_file",
    "start_download",
    "starts_in",
    "stop_run",
    "submit_run",
    "submit_runs",
    "temperature_of",
    "unattended_runs",
    "warm_up",
    "why_no_test_reading",
    "why_no_validation_predictions",
    "why_not_saved_as",
    "will_be_measured",
]
