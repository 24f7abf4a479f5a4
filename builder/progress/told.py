"""A reason that is known only as text."""

from typing import Literal

from builder.design.base import Value


class Told(Value):
    """What another part said in its own sentence, such as the message of an exception; shown as it is.

    Reasons that were stored as text before reasons were values are read as this. `kept_epoch` is the epoch whose
    weights are kept nevertheless, where that is worth saying.
    """

    kind: Literal["told"] = "told"
    text: str
    kept_epoch: int | None = None
