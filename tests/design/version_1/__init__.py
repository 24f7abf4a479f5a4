"""What version 1 wrote, and what it showed of it.

`links.json`: the parameters of links from its Build page, where `usual_dataset` was the usual one, with the design,
the preset and the summary that it read from each. `presets.json`: every project as it wrote it, with its figures.
Rows are [name, output shape, parameters].
"""

import json
from pathlib import Path
from typing import Any

from builder.design.cost.summary import Summary
from builder.design.experiment import Experiment

HERE = Path(__file__).parent
LINKS: list[dict[str, Any]] = json.loads((HERE / "links.json").read_text(encoding="utf-8"))
PROJECTS: list[dict[str, Any]] = json.loads((HERE / "presets.json").read_text(encoding="utf-8"))

CLASSES = {
    "digits": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    "cifar10": ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
}


def as_version_1(experiment: Experiment) -> dict[str, Any]:
    """The design as version 1 wrote it, every field; fails where it has what version 1 could not say."""
    document = json.loads(experiment.to_json())
    assert document.pop("version") == 2
    network, training, data = document["network"], document["training"], document["data"]
    assert network.pop("to_vector") == "flatten"
    assert {block.pop("kind") for block in network["conv_blocks"]} <= {"conv"}
    assert {block.pop("kind") for block in network["dense_blocks"]} <= {"dense"}
    assert training.pop("loss") == {"kind": "cross_entropy"}
    optimizer, rate = training.pop("optimizer"), training.pop("learning_rate")
    assert rate.pop("kind") == "constant"
    images = data.pop("images")
    assert images["shape"] == [32, 32, 3] and images["classes"] == CLASSES[images["dataset"]]
    training |= {"optimizer": optimizer.pop("kind"), "momentum": optimizer.pop("momentum", 0.0)}
    assert optimizer == {}
    return {
        **document,
        "version": 1,
        "training": training | {"learning_rate": rate.pop("rate")},
        "data": data | {"dataset": images["dataset"]},
    }


def shown(summary: Summary) -> dict[str, Any]:
    """A summary as the kept data has it."""
    broken = None if summary.broken is None else [summary.broken[0].title, summary.broken[1]]
    return {
        "parameters": summary.total,
        "trainable": summary.trainable,
        "multiply_adds": summary.multiply_adds,
        "broken": broken,
        "rows": [[row.name, list(row.output_shape), row.parameters] for row in summary.rows],
    }
