"""Runs as the board reads them, without a store."""

from builder.presets import get
from builder.store.runs.records import Run

OTHERS = {
    "owner": "o", "nickname": "Ada", "preset": "4", "dataset": "cifar10", "state": "finished", "submitted_at": 0.0,
    "ended_at": 86_400.0, "seconds": 60.0, "parameters": 421_546, "epochs": 38, "validation_accuracy": 0.7,
    "has_weights": True,
}  # fmt: skip


def made_run(id: str, *, data: dict | None = None, training: dict | None = None, **changes) -> Run:
    """A run of project 4 as designed on CIFAR-10, with other fields of its data, its training and itself."""
    fields = {**OTHERS, "id": id, "name": f"Run {id}", **changes}
    experiment = get("4").experiment.on(fields["dataset"])
    return Run(
        **fields,
        experiment=experiment.model_copy(
            update={
                "data": experiment.data.model_copy(update=data or {}),
                "training": experiment.training.model_copy(update=training or {}),
            }
        ),
    )
