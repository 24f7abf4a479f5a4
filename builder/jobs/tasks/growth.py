"""The task "growth": how prediction, Grad-CAM and filters of one picture changed while the network trained."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Report, TaskKind, register
from builder.jobs.tasks.looking import Looked, chosen_classes, chosen_layer, looked_at
from builder.jobs.tasks.packed import packed
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

    from builder.design.experiment import Experiment
    from builder.engine.backend import keras


def growth(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"epochs", "kept", "classes", "layer", "probabilities", "temperature", "cams", "filters"}.

    For each epoch of which there are weights, in order: the probability of each class, Grad-CAM of each of the
    parameter "classes" (epochs, classes, height, width), packed, and the first convolution's filters (epochs, filters,
    height, width, channels), packed. Epoch 0 is the network before its training; `kept` is the epoch of the kept
    weights, if that is known, else the last one, and their temperature is that of every epoch.
    `filters` and `cams` are None for a network without maps.
    Raises Refused and BundleError.
    """
    import numpy as np

    looked = looked_at(settings, db, task)
    from builder.design.cost.maps import map_layers
    from builder.engine.inside.feature_maps import first_filters
    from builder.engine.inside.grad_cam import grad_cams
    from builder.engine.predict import probabilities

    classes = chosen_classes(task, looked, probabilities(looked.model, looked.image[None])[0])
    layer = chosen_layer(task.parameters.get("layer"), looked) if map_layers(looked.summary) else None
    epochs, said, cams, filters = [], [], [], []
    for epoch, model in _networks(settings, looked):
        epochs.append(epoch)
        said.append(said_of(settings, looked.run, probabilities(model, looked.image[None])[0]))
        if layer is not None:
            cams.append(grad_cams(model, looked.image, classes, layer))
        filters.append(first_filters(model))
    kernels = [_centred(kernel) for kernel in filters if kernel is not None]
    return {
        "epochs": epochs,
        "kept": _kept(looked),
        "classes": classes,
        "layer": layer,
        "probabilities": [one.probabilities for one in said],
        "temperature": said[-1].temperature,
        "cams": packed(np.stack(cams), 0.0, 1.0) if cams else None,
        "filters": packed(np.stack(kernels), 0.0, 1.0) if kernels else None,
    }


def _kept(looked: Looked) -> int:
    return looked.run.kept_epoch or looked.run.epochs


def _networks(settings: Settings, looked: Looked) -> Iterator[tuple[int, "keras.Model"]]:
    """Each epoch of which there are weights, in order, with a network that has them until the next one is asked for."""
    from builder.engine.errors import BundleError
    from builder.engine.folder import snapshots_in
    from builder.engine.snapshots import load_snapshot

    folder, kept = artifacts_of(settings).folder(looked.run.id), _kept(looked)
    growing, untrained = _growing(looked.run.experiment)
    for epoch in sorted({0, kept, *snapshots_in(folder)}):
        if epoch == kept:
            yield epoch, looked.model
        elif epoch == 0:
            growing.set_weights(untrained)
            yield epoch, growing
        else:
            try:
                load_snapshot(growing, epoch, folder)
            except BundleError:  # thinned out since they were listed, or damaged: the others tell the story
                continue
            yield epoch, growing


@lru_cache(maxsize=2)
def _growing(experiment: "Experiment") -> tuple["keras.Model", list["np.ndarray"]]:
    """A network of this design to be given one epoch's weights after another, and its weights before training."""
    from builder.engine.build import build_model

    model = build_model(experiment)
    return model, model.get_weights()


def _centred(kernel: "np.ndarray") -> "np.ndarray":
    """The filters from 0 to 1, each on its own scale, where 0.5 is a weight of 0."""
    import numpy as np

    largest = np.abs(kernel).max(axis=(1, 2, 3), keepdims=True)
    return 0.5 + 0.5 * kernel / np.maximum(largest, 1e-12)


register(TaskKind("growth", process="inference", answer=growth))
