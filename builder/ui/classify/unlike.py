"""What to say where a picture is not of the kind that the network knows."""

from builder.datasets.table import DATASETS
from builder.store.runs.records import Run
from builder.ui.classify.picture import Picture, is_known


def why_unlike(run: Run, picture: Picture) -> str | None:
    """One sentence; None where the picture may be of the network's kind, or nobody knows which that is."""
    if not is_known(run) or picture.looks is None:
        return None
    dataset = DATASETS[run.dataset]
    if dataset.shows is None or dataset.shows == picture.looks:
        return None
    if dataset.shows == "strokes":
        known = f"{dataset.one_image}s" if dataset.one_image != "image" else "strokes on a plain ground"
        return f"This network knows only {known}, and this looks like a photograph of something else."
    return "This network knows only photographs, and this looks like a drawing or writing on a plain ground."
