"""Asks for a small task: checks it, writes it to the store, then makes sure that a supervisor runs."""

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.jobs.options import number
from builder.jobs.service import starting
from builder.jobs.service.starting import SubmitError
from builder.jobs.service.visits import standby_seconds
from builder.jobs.tasks.evaluate import why_no_test_reading
from builder.jobs.tasks.kind import KINDS
from builder.jobs.tasks.networks import FOLDER, NETWORK
from builder.jobs.tasks.save_as import why_not_saved_as
from builder.jobs.tasks.validate import why_no_validation_predictions
from builder.settings import Settings
from builder.shipped.network import SHIPPED_ID
from builder.store import tasks
from builder.store.errors import NotOwnerError, StoreError, TooManyError, one_line
from builder.store.homes.elsewhere import belongs_elsewhere, where, why_no_files
from builder.store.homes.identity import home_of
from builder.store.runs import records
from builder.store.sent_picture import SentPicture
from builder.store.tasks import Task
from builder.words import homes

if TYPE_CHECKING:
    import numpy as np


#: How many tasks of one owner may be open: queued, or worked on.
OPEN_TASKS = 10


def ask(
    settings: Settings,
    db: Engine,
    kind: str,
    *,
    run_id: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    picture: SentPicture | None = None,
    owner: str | None = None,
) -> Task:
    """Submits a task of a registered kind to this home, with its parameters (JSON) and its picture.

    About a picture the network that comes with the app can be asked too, as the run SHIPPED_ID. Raises
    RunNotFoundError, and SubmitError for any other kind, for a run whose files are in another home, or if too many
    tasks of this owner are open (BUILDER_OPEN_TASKS).
    """
    if kind not in KINDS:
        known = ", ".join(KINDS) or "none"
        raise SubmitError(f"There is no task {one_line(kind, 40)!r}; expected one of those that exist: {known}.")
    if run_id == SHIPPED_ID and picture is not None:
        run_id, parameters = None, {**(parameters or {}), NETWORK: SHIPPED_ID, FOLDER: str(settings.shipped)}
    if run_id is not None and (refusal := why_no_files(settings, db, records.get_run(db, run_id))) is not None:
        raise SubmitError(refusal)
    try:
        task = tasks.submit_task(
            db,
            kind,
            run_id=run_id,
            parameters=parameters,
            picture=picture,
            once=KINDS[kind].long,
            home=home_of(settings),
            owner=owner,
            most_open=int(number("BUILDER_OPEN_TASKS", OPEN_TASKS)),
        )
    except TooManyError as error:
        raise SubmitError(str(error)) from None
    starting.call_supervisor(settings)
    return task


def classify(settings: Settings, db: Engine, run_id: str, image: "np.ndarray", owner: str | None = None) -> Task:
    """Ask the run's network to classify `image`, uint8 (height, width, channels).

    Raises RunNotFoundError, and SubmitError if too many tasks of this owner are open.

    The task's result is {"probabilities": one number for each class, "seconds": the time that the network took,
    "temperature": what the logits were divided by (`jobs.temperature_of`), or None}.
    """
    height, width, channels = image.shape
    picture = SentPicture(height=height, width=width, channels=channels, pixels=image.tobytes())
    return ask(settings, db, "classify", run_id=run_id, picture=picture, owner=owner)


def request_parts(settings: Settings, db: Engine, run_id: str, owner: str | None = None) -> Task:
    """Ask how much each part of an ended run's network matters, or return the task that measures it already.

    What it finds is saved with the run (`store.artifacts.parts`). Its progress is {"share": from 0 to 1}. Raises
    RunNotFoundError, and SubmitError if too many tasks of this owner are open.
    """
    return ask(settings, db, "parts", run_id=run_id, owner=owner)


def make_ready(settings: Settings, db: Engine, run_id: str, owner: str | None = None) -> None:
    """Has the run's network loaded, so that the first question about it does not wait for TensorFlow. Never raises.

    Does nothing if BUILDER_STANDBY_SECONDS is 0: then nothing is to stand by.
    """
    if standby_seconds() > 0:
        with contextlib.suppress(StoreError, SubmitError):
            ask(settings, db, "ready", run_id=run_id, owner=owner)


def request_test_reading(settings: Settings, db: Engine, run_id: str, owner: str) -> Task:
    """Ask to measure a stopped run of this owner on the test set, once.

    The task's result is {"count", "correct"}. Raises RunNotFoundError, NotOwnerError, and SubmitError
    if the run was measured already or cannot be.
    """
    run = records.get_run(db, run_id)
    if run.owner != owner:
        raise NotOwnerError(run.name, run.nickname, "measure")
    refusal = why_no_test_reading(run)
    if refusal is None and belongs_elsewhere(settings, run):  # even where there is a copy: it is done once
        refusal = homes.files_elsewhere(run.name, where(db, run))
    if refusal is not None:
        raise SubmitError(refusal)
    return ask(settings, db, "evaluate", run_id=run_id, owner=owner)


def request_verification(settings: Settings, db: Engine, run_id: str, owner: str) -> Task:
    """Ask to repeat the reading of the test set by a run of this owner, which must have been read.

    The task's result is {"equal", "sentence"}. Raises RunNotFoundError, NotOwnerError and SubmitError.
    """
    run = records.get_run(db, run_id)
    if run.owner != owner:
        raise NotOwnerError(run.name, run.nickname, "verify")
    return ask(settings, db, "verify", run_id=run_id, owner=owner)


def request_saved_as(settings: Settings, db: Engine, run_id: str, format: str, owner: str | None = None) -> Task:
    """Ask for the run's network as a file in this format, which is then at `jobs.tasks.save_as.saved_file`.

    Raises RunNotFoundError and SubmitError.
    """
    if (refusal := why_not_saved_as(records.get_run(db, run_id), format)) is not None:
        raise SubmitError(refusal)
    return ask(settings, db, "save_as", run_id=run_id, parameters={"format": format}, owner=owner)


def request_validation_predictions(settings: Settings, db: Engine, run_id: str, owner: str | None = None) -> Task:
    """Ask for an ended run's predictions of its validation images, for runs that have none kept.

    Anybody may ask: no test image is read. While the task is under way, everybody who asks gets the same one. When it
    is done, `load_predictions(artifacts_of(settings), run_id, "validation")` has them; its result is
    {"count", "correct"}, its progress {"images_done", "images_total"}. Raises RunNotFoundError, and SubmitError with
    `why_no_validation_predictions` or as `ask` does.
    """
    refusal = why_no_validation_predictions(records.get_run(db, run_id))
    if refusal is not None:
        raise SubmitError(refusal)
    return ask(settings, db, "validate", run_id=run_id, owner=owner)


def start_download(settings: Settings, db: Engine) -> Task:
    """Ask for CIFAR-10 to be downloaded, or return the download in progress.

    The task's progress is {"done": bytes, "total": bytes or None, "phase": text}.
    """
    return ask(settings, db, "download")
