"""What the file of an imported run claims, as a sentence."""

from builder.words.numbers import plain_percent


def claims_sentence(
    by: str, validation_accuracy: float | None, test_accuracy: float | None, test_count: int | None
) -> str:
    """Accuracies are fractions; what is None was not claimed."""
    told = []
    if validation_accuracy is not None:
        told.append(f"a validation accuracy of {plain_percent(validation_accuracy, 2)}")
    if test_accuracy is not None and test_count is not None:
        told.append(f"a test accuracy of {plain_percent(test_accuracy, 2)} on {test_count:,} images")
    return f"Its file, from {by}, claims {' and '.join(told) or 'no accuracy'}; that is not measured here."
