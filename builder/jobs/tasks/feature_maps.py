"""The task "feature-maps": what a network's layers make of a picture."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.looking import looked_at
from builder.jobs.tasks.packed import packed
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

#: Of one layer, the maps with the largest mean are given.
MOST_MAPS = 64
MOST_LAYERS = 64


def feature_maps(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"layers": [{"name", "shape", "channels", "maps"}], "probabilities", "own", "temperature"}.

    One entry for each of the parameter "layers" by name; the rest is what the task "explain" says of the classes.
    Of maps: the numbers, from 0, of the `most` (a parameter) strongest channels in their order, and these channels'
    maps (channels, height, width), packed. Of a vector: no channels, and all its numbers.
    Raises Refused and BundleError.
    """
    looked = looked_at(settings, db, task)
    from builder.engine.inside.feature_maps import outputs_of
    from builder.engine.predict import probabilities

    names = task.parameters.get("layers") or []
    known = [row.name for row in looked.summary.rows[:-1]]
    if odd := [name for name in names if name not in known]:
        raise Refused(f"“{looked.run.name}” has no layer {odd[0]!r} to look into; it has {', '.join(known)}.")
    most = min(int(task.parameters.get("most", MOST_MAPS)), MOST_MAPS)
    given = outputs_of(looked.model, looked.image, names[:MOST_LAYERS]) if names else []
    return {
        "layers": [_layer(name, output, most) for name, output in zip(names, given, strict=False)],
        **said_of(settings, looked.run, probabilities(looked.model, looked.image[None])[0])._asdict(),
    }


def _layer(name: str, output: "np.ndarray", most: int) -> dict[str, Any]:
    shape = list(output.shape)
    if output.ndim == 1:
        return {"name": name, "shape": shape, "channels": [], "maps": packed(output)}
    strongest = sorted(output.mean(axis=(0, 1)).argsort(kind="stable")[::-1][:most].tolist())
    return {
        "name": name,
        "shape": shape,
        "channels": strongest,
        "maps": packed(output[:, :, strongest].transpose(2, 0, 1)),
    }


register(TaskKind("feature-maps", process="inference", answer=feature_maps))
