"""Every reason that is kept with a run or a task: one union of values that a `kind` tells apart."""

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from builder.progress.ending import Ending, NotBegun, TestSetNotRead, TrainedAnew
from builder.progress.failure import Failure
from builder.progress.speed import FasterSteps, FormatReason
from builder.progress.told import Told

Reason = Annotated[
    Ending | NotBegun | TestSetNotRead | TrainedAnew | Failure | FormatReason | FasterSteps | Told,
    Field(discriminator="kind"),
]

_REASON: TypeAdapter[Reason] = TypeAdapter(Reason)


def to_json(reason: Reason) -> str:
    """The value as JSON; `from_json` gives an equal one back."""
    return _REASON.dump_json(reason).decode()


def from_json(text: str) -> Reason:
    """The value in `text`; text that holds none, such as a sentence that an older version stored, is `Told`."""
    if not text.startswith("{"):
        return Told(text=text)
    try:
        return _REASON.validate_json(text)
    except ValidationError:
        return Told(text=text)
