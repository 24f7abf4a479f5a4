"""The task "explain": which places of a picture spoke for a class."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.looking import Looked, chosen_classes, chosen_layer, looked_at
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

    from builder.engine.inside.occlusion import Costliest

METHODS = ("grad-cam", "occlusion")
DIGITS = 6


def explain(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"probabilities", "own", "temperature", "classes", "maps", "instead", "earlier", "costliest", "layer"}.

    The `probabilities` are those that the task "classify" gives, `own` the network's before its temperature, which may
    be None. Of each class there is a map: rows of numbers from 0 to 1. Where Grad-CAM's is all zeros, `instead` has
    the map of occlusion and `earlier` the nearest earlier convolution that has a map for the class; else, or where
    there is none, they are None. With occlusion, `costliest` has for each class the square whose covering costs it
    most, {"box": [top, left, bottom, right], "probabilities": what is said then}, or None where none costs anything.

    The task's parameters: "method", one of METHODS; "classes", or how many of the "likeliest"; "layer", for Grad-CAM
    alone. A map of Grad-CAM has the resolution of the layer, one of occlusion that of the picture, and no layer.
    Raises Refused and BundleError.
    """
    looked = looked_at(settings, db, task)
    from builder.design.cost.maps import earlier_layers
    from builder.engine.inside.grad_cam import grad_cams, layers_with_a_map
    from builder.engine.inside.occlusion import costliest, covered_in_turn, maps_of, occlusion_maps
    from builder.engine.predict import probabilities

    own = probabilities(looked.model, looked.image[None])[0]
    classes = chosen_classes(task, looked, own)
    method, layer = task.parameters.get("method", METHODS[0]), None
    covered: dict[int, np.ndarray] = {}
    earlier: dict[int, str] = {}
    costly: list[dict[str, Any] | None] = [None] * len(classes)
    if method == "grad-cam":
        layer = chosen_layer(task.parameters.get("layer"), looked)
        maps = grad_cams(looked.model, looked.image, classes, layer)
        empty = [place for place, heat in zip(classes, maps, strict=True) if not heat.any()]
        if empty:
            covered = dict(zip(empty, occlusion_maps(looked.model, looked.image, empty), strict=True))
            before = [row.name for row in earlier_layers(looked.summary, layer)]
            found = {place: layers_with_a_map(looked.model, looked.image, place, before) for place in empty}
            earlier = {place: layers[0] for place, layers in found.items() if layers}
    elif method == "occlusion":
        turns = covered_in_turn(looked.model, looked.image)
        maps = maps_of(turns, classes)
        costly = [_told(settings, looked, costliest(turns, place)) for place in classes]
    else:
        raise Refused(f"The method {method!r} was asked for; expected one of {', '.join(METHODS)}.")
    return {
        **said_of(settings, looked.run, own)._asdict(),
        "classes": classes,
        "maps": [_rows(heat) for heat in maps],
        "instead": [_rows(covered[place]) if place in covered else None for place in classes],
        "earlier": [earlier.get(place) for place in classes],
        "costliest": costly,
        "layer": layer,
    }


def _told(settings: Settings, looked: Looked, square: "Costliest | None") -> dict[str, Any] | None:
    if square is None:
        return None
    *box, said = square
    return {"box": box, "probabilities": said_of(settings, looked.run, said).probabilities}


def _rows(heat: "np.ndarray") -> list[list[float]]:
    return [[round(float(value), DIGITS) for value in row] for row in heat]


register(TaskKind("explain", process="inference", answer=explain))
