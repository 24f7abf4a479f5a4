"""The task "explain": which places of a picture spoke for a class."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.looking import chosen_classes, chosen_layer, looked_at
from builder.settings import Settings
from builder.store.tasks import Task

METHODS = ("grad-cam", "occlusion")
DIGITS = 6


def explain(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"probabilities", "classes", "maps", "layer"}: for each class a map of rows of numbers from 0 to 1.

    The task's parameters: "method", one of METHODS; "classes", or how many of the "likeliest"; "layer", for Grad-CAM
    alone. A map of Grad-CAM has the resolution of the layer, one of occlusion that of the picture, and no layer.
    Raises Refused and BundleError.
    """
    looked = looked_at(settings, db, task)
    from builder.engine.inside.grad_cam import grad_cams
    from builder.engine.inside.occlusion import occlusion_maps
    from builder.engine.predict import probabilities

    said = probabilities(looked.model, looked.image[None])[0]
    classes = chosen_classes(task, looked, said)
    method, layer = task.parameters.get("method", METHODS[0]), None
    if method == "grad-cam":
        layer = chosen_layer(task.parameters.get("layer"), looked)
        maps = grad_cams(looked.model, looked.image, classes, layer)
    elif method == "occlusion":
        maps = occlusion_maps(looked.model, looked.image, classes)
    else:
        raise Refused(f"The method {method!r} was asked for; expected one of {', '.join(METHODS)}.")
    return {
        "probabilities": [float(share) for share in said],
        "classes": classes,
        "maps": [[[round(float(value), DIGITS) for value in row] for row in rows] for rows in maps],
        "layer": layer,
    }


register(TaskKind("explain", process="inference", answer=explain))
