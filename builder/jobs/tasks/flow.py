"""The task "flow": a picture on its way through a run's network, as small pictures for the boxes of its drawing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.looking import looked_at
from builder.jobs.tasks.packed import packed
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.tasks import Task

#: So many maps of each layer are given, and so many layers.
MOST_MAPS, MOST_LAYERS = 4, 64


def flow(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"stations": [{"name", "channels", "values", "links"}], "probabilities", "own", "temperature"}.

    One station for each layer that is drawn as a box, the output last (`engine.inside.flow`): its values are packed,
    its links a list of lists or None. The rest is what the task "explain" says of the classes.
    Raises Refused and BundleError.
    """
    looked = looked_at(settings, db, task)
    from builder.design.network.graph import is_chain
    from builder.engine.inside.flow import stations
    from builder.engine.predict import probabilities

    rows = [row for row in looked.summary.rows if row.layer.look is not None and row.layer.look.form == "box"]
    if len(rows) > MOST_LAYERS:
        raise Refused(f"“{looked.run.name}” has {len(rows)} layers; a picture is shown in {MOST_LAYERS} at most.")
    said = probabilities(looked.model, looked.image[None])[0]
    chain = is_chain([row.inputs for row in looked.summary.rows])
    passed = stations(looked.model, looked.image, rows, said, MOST_MAPS, chain=chain)
    return {
        "stations": [
            {
                "name": station.name,
                "channels": list(station.channels),
                "values": packed(station.values),
                "links": None if station.links is None else station.links.round(3).tolist(),
            }
            for station in passed
        ],
        **said_of(settings, looked.run, said)._asdict(),
    }


register(TaskKind("flow", process="inference", answer=flow))
