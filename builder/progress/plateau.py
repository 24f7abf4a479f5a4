"""What a learning rate that falls on a plateau has come to. It follows from the epochs alone: no break changes it."""

from collections.abc import Iterable

from builder.design.training.rates import Plateau
from builder.progress.epoch import Epoch


def rate_after(rate: Plateau, epochs: Iterable[Epoch]) -> float:
    """The learning rate after these epochs, from the first on."""
    best: float | None = None
    waited = drops = 0
    for epoch in epochs:
        value = getattr(epoch, rate.monitor)
        if best is None or (value < best if rate.monitor == "val_loss" else value > best):
            best, waited = value, 0
            continue
        waited += 1
        if waited == rate.patience:
            waited, drops = 0, drops + 1
    return rate.rate * rate.factor**drops
