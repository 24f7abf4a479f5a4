"""Results of the course's projects as `reproduce` writes them, without training."""

from builder.course.results import CurvePoint, Reproduction


def made_result(
    project: str,
    *,
    test_accuracy: float = 0.5,
    validation_accuracy: float | None = None,
    epochs: int = 3,
    seconds: float = 60.0,
    **more: object,
) -> Reproduction:
    """A complete result with seed 0 on 10,000 test images, and a curve that rises to it."""
    validation = test_accuracy if validation_accuracy is None else validation_accuracy
    curve = tuple(
        CurvePoint(
            epoch=number,
            loss=2 / number,
            accuracy=min(1.0, validation * 1.1 * number / epochs),
            val_loss=2.2 / number,
            val_accuracy=validation * (1 - 0.6 / number) if number < epochs else validation,
            seconds=seconds / epochs,
        )
        for number in range(1, epochs + 1)
    )
    usual = {
        "complete": True,
        "budget": None,
        "seed": 0,
        "test_count": 10_000,
        "precision": "float32",
        "processor": "Test, 2 cores",
        "versions": {"python": "3.11", "keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4"},
    }
    return Reproduction(
        project=project,
        curve=curve,
        validation_accuracy=validation,
        test_accuracy=test_accuracy,
        seconds=seconds,
        **usual | more,
    )
