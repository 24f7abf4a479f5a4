"""What the curves of a run show, in words, for those who do not see them."""

from collections.abc import Sequence

from builder.progress.epoch import Epoch


def summary(epochs: Sequence[Epoch], planned: int, best_epoch: int | None) -> str:
    """Of a run that takes at most `planned` epochs; its last epoch, and `best_epoch` if there is one."""
    if not epochs:
        return f"Curves of accuracy and loss: no epoch of {planned} completed yet."
    last = epochs[-1]
    text = (
        f"Curves of accuracy and loss after epoch {last.epoch} of {planned}: "
        f"validation accuracy {last.val_accuracy:.1%}, training accuracy {last.accuracy:.1%}, "
        f"validation loss {last.val_loss:.3f}, training loss {last.loss:.3f}."
    )
    if last.test_accuracy is not None:
        text += f" Test accuracy, which chooses this model, {last.test_accuracy:.1%}."
    best = next((epoch for epoch in epochs if epoch.epoch == best_epoch), None)
    if best is None:
        return text
    if best.test_accuracy is not None:
        return f"{text} Best test accuracy {best.test_accuracy:.1%}, in epoch {best.epoch}."
    return f"{text} Best validation accuracy {best.val_accuracy:.1%}, in epoch {best.epoch}."


def lowest_loss(epochs: Sequence[Epoch]) -> int | None:
    """The first epoch with the lowest validation loss; None before the first."""
    best = min(epochs, key=lambda epoch: epoch.val_loss, default=None)
    return None if best is None else best.epoch
