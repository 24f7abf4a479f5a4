"""What the file of an imported run claims, and what was measured of it here, as sentences."""

from builder.words.counts import count
from builder.words.numbers import plain_percent


def claims_sentence(
    by: str, validation_accuracy: float | None, test_accuracy: float | None, test_count: int | None
) -> str:
    """Of a run that is not evaluated here. Accuracies are fractions; what is None was not claimed."""
    told = []
    if validation_accuracy is not None:
        told.append(f"a validation accuracy of {plain_percent(validation_accuracy)}")
    if test_accuracy is not None and test_count is not None:
        told.append(f"a test accuracy of {plain_percent(test_accuracy)} on {count(test_count, 'image')}")
    return f"Its file, from {by}, claims {' and '.join(told) or 'no accuracy'}; that is not measured here."


#: Over what the coach says of an imported run: by the curve in its file, and by what its network says here.
CLAIMED_FINDINGS = "As the curve in its file tells it; that curve was not measured here."
MEASURED_FINDINGS = "As its network answers here."
#: Under the curves of several runs, and under that of one.
CLAIMED_CURVES = "Dashed, with hollow marks: what the files of imported runs claim; nobody has measured that here."
CLAIMED_CURVE = "Dashed, with a hollow circle: what its file claims; nobody has measured that here."


def disproved_sentence(epoch: int, claimed: float, measured: float) -> str:
    """Why nothing is read from the curve of an imported run: the validation accuracy of the kept epoch, a fraction, as
    claimed and as measured."""
    return (
        f"The curve in its file is not used: for epoch {epoch}, which is kept, it claims a validation accuracy of "
        f"{plain_percent(claimed)}, and {plain_percent(measured)} was measured here."
    )


def whose(nickname: str, is_imported: bool) -> str:
    """Who trained a run, in a table: of an imported one it is known only who brought it."""
    return f"Imported by {nickname}" if is_imported else nickname


def measured_sentence(by: str, correct: int, images: int, claimed: tuple[int, int] | None) -> str:
    """Of a run that was evaluated here: so many of the test images were right; `claimed` are those two numbers in its
    file, None where it claims no test accuracy."""
    if claimed is None:
        told = "claimed no test accuracy"
    elif claimed == (correct, images):
        told = "claimed the same"
    else:
        told = f"claimed {claimed[0]:,} of {claimed[1]:,}"
    return (
        f"Imported and measured here: {correct:,} of {count(images, 'test image')} right; its file, from {by}, {told}. "
        "Whether it was trained on these images is not known here."
    )
