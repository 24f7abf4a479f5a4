"""Early stopping: ends training that no longer improves."""

from typing import Annotated, Literal

from pydantic import Field

from builder.design.base import Value

Monitor = Literal["val_accuracy", "val_loss"]


class EarlyStopping(Value):
    """Ends training after `patience` epochs in a row in which `monitor` was no better than its best.

    Accuracy is better when higher, loss when lower; any improvement counts (Keras's min_delta 0).
    """

    monitor: Monitor
    patience: Annotated[int, Field(ge=1, le=1000)] = 10
