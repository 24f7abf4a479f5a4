"""The leak detector: finds a validation accuracy too far above the test accuracy to be chance.

Both accuracies estimate the same thing, the share of new images that the network gets right, as long as neither
its validation nor its test images were seen in training and both come from one source. Then they differ only by
chance, and a little more because the best epoch is chosen on the validation images. A larger difference means that
something leaked, or that the two sets are not alike.
"""

from math import log, sqrt

from builder.design.base import Value

#: A difference of more standard errors than this is flagged: by chance alone it happens once in three million runs.
MOST_STANDARD_ERRORS = 5.0


class Leak(Value):
    """A flagged difference. The accuracies, and the `standard_error` of their difference, are fractions."""

    validation_accuracy: float
    validation_count: int
    test_accuracy: float
    test_count: int
    standard_error: float

    @property
    def difference(self) -> float:
        return self.validation_accuracy - self.test_accuracy

    @property
    def standard_errors(self) -> float:
        """How many standard errors the validation accuracy is above the test accuracy."""
        return self.difference / self.standard_error


def find_leak(
    validation_accuracy: float | None, validation_count: int | None, test_accuracy: float | None, test_count: int | None
) -> Leak | None:
    """The leak that these accuracies (fractions) on these numbers of images show; None if there is none or unknown.

    The standard error of a difference of two shares is sqrt(pv (1 - pv) / nv + pt (1 - pt) / nt).
    """
    if validation_accuracy is None or test_accuracy is None or not validation_count or not test_count:
        return None
    error = sqrt(_variance(validation_accuracy, validation_count) + _variance(test_accuracy, test_count))
    if validation_accuracy - test_accuracy <= MOST_STANDARD_ERRORS * error:
        return None
    return Leak(
        validation_accuracy=validation_accuracy,
        validation_count=validation_count,
        test_accuracy=test_accuracy,
        test_count=test_count,
        standard_error=error,
    )


def _variance(share: float, count: int) -> float:
    """The variance of a measured share. Exactly 0 or 1 counts as half an image off, else it would have no error."""
    share = min(max(share, 0.5 / count), 1 - 0.5 / count)
    return share * (1 - share) / count


def gain_of_choosing(leak: Leak, epochs: int) -> float:
    """By how much, on average, the best of `epochs` validation accuracies can exceed the network's true accuracy.

    A fraction. The expected maximum of n normal errors is at most their standard error × sqrt(2 ln n), and comes
    near it only if they are independent; an epoch's errors are much like the previous epoch's, on the same images.
    """
    return sqrt(2 * log(epochs) * _variance(leak.validation_accuracy, leak.validation_count))
