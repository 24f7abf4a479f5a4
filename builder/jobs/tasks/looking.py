"""What the tasks that look into a run's network share: the run, its network, and the picture that is looked at."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused
from builder.jobs.tasks.networks import network_of, picture_of, run_of
from builder.settings import Settings
from builder.store.runs.records import Run
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

    from builder.design.cost.summary import Summary
    from builder.engine.backend import keras


class Looked(NamedTuple):
    """A run, its network, and a picture uint8 (height, width, channels) as the network takes it."""

    run: Run
    summary: "Summary"
    model: "keras.Model"
    image: "np.ndarray"


def looked_at(settings: Settings, db: Engine, task: Task) -> Looked:
    """What this task is about; raises Refused if there is no picture or one of another size, and BundleError."""
    from builder.design.cost.summary import summarize

    run = run_of(settings, db, task)
    model = network_of(settings, run)
    return Looked(run, summarize(run.experiment), model, picture_of(task, run, model))


def chosen_classes(task: Task, looked: Looked, probabilities: "np.ndarray") -> list[int]:
    """The task's parameter "classes", by default the "likeliest" ones, of which it names the number, by default one.

    Raises Refused for a class that there is not.
    """
    most = int(task.parameters.get("likeliest", 1))
    given = task.parameters.get("classes") or probabilities.argsort(kind="stable")[::-1][:most].tolist()
    number = len(looked.run.experiment.images.classes)
    if not all(isinstance(place, int) and 0 <= place < number for place in given):
        raise Refused(f"The classes {given!r} were asked for; expected numbers from 0 to {number - 1}.")
    return [int(place) for place in given]


def chosen_layer(name: Any, looked: Looked) -> str:
    """The layer of that name, by default the one that is explained; raises Refused unless it gives feature maps."""
    from builder.design.cost.maps import explained_layer, map_layers

    if name is None:
        row = explained_layer(looked.summary)
        if row is None:
            raise Refused(f"“{looked.run.name}” has no layer with feature maps; ask for occlusion instead.")
        return row.name
    names = [row.name for row in map_layers(looked.summary)]
    if name not in names:
        raise Refused(f"“{looked.run.name}” has no feature maps of a layer {name!r}; it has {', '.join(names)}.")
    return str(name)
