"""Opening the Compare page without a browser, and runs with answers to look at."""

import numpy as np
from streamlit.testing.v1 import AppTest

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs.records import Run
from tests.ui.opened import opened_page


def visit(*ids: str) -> AppTest:
    return opened_page("compare", {"ids": ",".join(ids)})


def answer(run: Run, wrong: range, kind: str = "validation") -> None:
    """Keeps answers to the run's images that are right but for those at these places."""
    settings = load_settings()
    indices = held_out_indices(run.experiment, kind, settings)
    labels = held_out_images(run.experiment, kind, settings, range(len(indices))).labels
    said = labels.copy()
    said[list(wrong)] = (said[list(wrong)] + 1) % 10
    probabilities = np.full((len(labels), 10), 0.02, np.float32)
    probabilities[np.arange(len(labels)), said] = 0.82
    save_predictions(artifacts_of(settings), run.id, kind, labels, probabilities, indices)
