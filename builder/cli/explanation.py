"""The command that shows which places of a picture spoke for a class."""

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image

from builder import jobs
from builder.cli.asking import answer_to, asking, part_of, read_photo_file, seen_of
from builder.cli.errors import InputError
from builder.cli.files import check_output_folder, write_output
from builder.cli.identity import command_line_owner
from builder.cli.networks import network_named
from builder.cli.place import open_place
from builder.cli.result import Result
from builder.design.cost.maps import explained_layer, map_layers
from builder.design.cost.summary import summarize
from builder.pictures.heat import with_heat
from builder.store.runs.records import Run
from builder.store.sent_picture import SentPicture
from builder.words.calibration import calibrated
from builder.words.inert import printable
from builder.words.places import ONE_VIEW, nothing_found

#: The picture is written so wide.
WIDTH = 512


def explain(arguments: argparse.Namespace) -> Result:
    """Writes the picture with the map over it; the document has the map itself."""
    path, output = Path(arguments.image), Path(arguments.output)
    if output.suffix.lower() != ".png":
        raise InputError(f"--output is {arguments.output!r}; expected a file name that ends with .png.")
    check_output_folder(output)
    content = read_photo_file(path)
    place = open_place()
    run = network_named(place, arguments.run).run
    _check_layer(run, arguments.method, arguments.layer)
    classes = None if arguments.class_name is None else [_class(run, arguments.class_name)]
    seen = seen_of(path, content, run, part_of(arguments), as_is=arguments.as_is)
    image = seen.pixels
    height, width, channels = image.shape
    try:
        task = jobs.ask(
            *place,
            "explain",
            run_id=run.id,
            parameters={"method": arguments.method, "classes": classes, "layer": arguments.layer},
            picture=SentPicture(height=height, width=width, channels=channels, pixels=image.tobytes()),
            owner=command_line_owner(*place),
        )
    except jobs.SubmitError as error:
        raise InputError(str(error)) from None
    result = answer_to(place, task, "The picture was not explained; try again.", asking(run))
    (number,), (rows,) = result["classes"], result["maps"]
    name, probability = run.experiment.images.classes[number], result["probabilities"][number]
    _write(output, with_heat(image, np.array(rows), WIDTH))
    document = {
        "class": name,
        "probability": probability,
        "uncalibrated": result["own"][number],
        "temperature": result["temperature"],
        "map": rows,
        "layer": result["layer"],
        "seen": seen.document,
    }
    lines = [f"{printable(name)} {probability:.2%}, shown in {output}", *seen.sentences]
    told = calibrated(result["temperature"]) if seen.unlike is None else seen.unlike
    lines += [] if told is None else [told]
    lines += [ONE_VIEW] if run.experiment.training.mirror_average else []
    lines += [] if np.any(rows) else [nothing_found(arguments.method, result["earlier"][0])]
    return 0, document, "\n".join(lines)


def _class(run: Run, name: str) -> int:
    names = run.experiment.images.classes
    if name not in names:
        raise InputError(f"--class is {name!r}; run {run.id} knows {', '.join(names)}.")
    return names.index(name)


def _check_layer(run: Run, method: str, layer: str | None) -> None:
    """Raises InputError where the network has no such layer, or none that the method can use."""
    if method != "grad-cam":
        if layer is not None:
            raise InputError("--layer belongs to --method grad-cam; occlusion looks at no layer.")
        return
    summary = summarize(run.experiment)
    names = [row.name for row in map_layers(summary)]
    if explained_layer(summary) is None:
        raise InputError(f"Run {run.id} has no layer with feature maps; ask for --method occlusion.")
    if layer is not None and layer not in names:
        raise InputError(f"--layer is {layer!r}; run {run.id} has feature maps of {', '.join(names)}.")


def _write(output: Path, pixels: np.ndarray) -> None:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    write_output(output, file.getvalue())
