"""Pairs of runs with one change, with their answers."""

import numpy as np

from builder import presets
from builder.course.one_change import options
from builder.course.pairs import memberships, pair_of_designs
from builder.design.data import Data
from builder.settings import load_settings
from builder.store import visitors
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from tests.ui.made_runs import ended_run
from tests.ui.opened import SECRET

ME = visitors.owner_of(SECRET)


def keep_answers(run_id: str, right: int, count: int, first: int = 0) -> None:
    """Stored predictions of so many images, right on `right` of them from number `first` on."""
    labels = np.zeros(count, dtype=np.uint8)
    said = np.zeros((count, 10), dtype=np.float32)
    said[:, 1] = 1
    said[first : first + right] = np.eye(10, dtype=np.float32)[0]
    save_predictions(artifacts_of(load_settings()), run_id, "test", labels, said)


def made_pair(db, base_right: int, changed_right: int, seed: int = 0, **more):
    """A pair of finished runs on 299 test images."""
    project = presets.get("4").experiment
    option = next(option for option in options(project) if option.text == "Dense 64 instead of 32")
    designs = pair_of_designs(
        project, option.experiment, "4", option.text, data=Data(images="digits"), seed=seed, epochs=3
    )
    runs = []
    groups = memberships(db, ME, *designs)
    for one, right, own in zip(designs, (base_right, changed_right), groups, strict=True):
        made = ended_run(db, one, ME, accuracy=right / 299, test=(right, 299), groups=own, **more)
        keep_answers(made.id, right, 299)
        runs.append(made)
    return runs
