"""What the curves of a run show, in words, for those who do not see them."""

from collections.abc import Sequence

from builder.progress.epoch import Epoch


def accuracy_summary(epochs: Sequence[Epoch], planned: int, best_epoch: int | None) -> str:
    """Of the accuracies of a run that takes at most `planned` epochs; its last epoch, and `best_epoch` if any."""
    if not epochs:
        return f"Curves of the accuracy: no epoch of {planned} completed yet."
    last = epochs[-1]
    text = (
        f"Curves of the accuracy after epoch {last.epoch} of {planned}: "
        f"validation accuracy {last.val_accuracy:.1%}, training accuracy {last.accuracy:.1%}."
    )
    if last.test_accuracy is not None:
        text += f" Test accuracy, which chooses this model, {last.test_accuracy:.1%}."
    best = next((epoch for epoch in epochs if epoch.epoch == best_epoch), None)
    if best is None:
        return text
    if best.test_accuracy is not None:
        return f"{text} Best test accuracy {best.test_accuracy:.1%}, in epoch {best.epoch}."
    return f"{text} Best validation accuracy {best.val_accuracy:.1%}, in epoch {best.epoch}."


def loss_summary(epochs: Sequence[Epoch], planned: int) -> str:
    """The same of the losses, with the epoch of the lowest validation loss."""
    if not epochs:
        return f"Curves of the loss: no epoch of {planned} completed yet."
    last, lowest = epochs[-1], min(epochs, key=lambda epoch: epoch.val_loss)
    return (
        f"Curves of the loss after epoch {last.epoch} of {planned}: validation loss {last.val_loss:.3f}, training loss "
        f"{last.loss:.3f}. Lowest validation loss {lowest.val_loss:.3f}, in epoch {lowest.epoch}."
    )


def lowest_loss(epochs: Sequence[Epoch]) -> int | None:
    """The first epoch with the lowest validation loss; None before the first."""
    best = min(epochs, key=lambda epoch: epoch.val_loss, default=None)
    return None if best is None else best.epoch
