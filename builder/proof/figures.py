"""Which numbers the curve and the ending of a run can hold, whatever was trained: others are made up."""

from builder.design.base import Value

_SHARE = (0.0, 1.0)
_EPOCHS = (0, 1_000_000)
_SECONDS = (0.0, 1e9)
#: A loss is computed in float32; none that can be chosen is negative.
_LOSS = (0.0, 3.5e38)

#: The least and the most by the name of a field, wherever it stands in an `Epoch` or an `Ending`. What early stopping
#: watched is an accuracy or a loss.
_RANGES = {
    "accuracy": _SHARE, "val_accuracy": _SHARE, "test_accuracy": _SHARE, "target": _SHARE, "reached": _SHARE,
    "loss": _LOSS, "val_loss": _LOSS, "best": _LOSS,
    "epoch": _EPOCHS, "epochs": _EPOCHS, "best_epoch": _EPOCHS, "kept_epoch": _EPOCHS, "patience": _EPOCHS,
    "seconds": _SECONDS, "epoch_seconds": _SECONDS, "minutes": _SECONDS,
}  # fmt: skip


def can_be(value: Value) -> bool:
    """Whether every number in an `Epoch` or an `Ending` is within its range; raises KeyError for a field without one.

    None is a number that was not told.
    """
    for name, given in value:
        told = given if isinstance(given, tuple) else (given,)
        for one in told:
            if isinstance(one, Value):
                if not can_be(one):
                    return False
            elif isinstance(one, int | float) and not _RANGES[name][0] <= one <= _RANGES[name][1]:
                return False
    return True
