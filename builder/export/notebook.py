"""An experiment as a Jupyter notebook (nbformat 4.5): the script's parts as cells, each with its explanation.

The format is plain JSON, so no library is needed to write it; the tests check it with nbformat.
"""

import json

from builder.design.experiment import Experiment
from builder.export import notebook_training_words as training_words
from builder.export import notebook_words as words
from builder.export.script import checked_summary, definitions, imports_code
from builder.export.training_code import training_steps


def to_notebook(experiment: Experiment) -> str:
    """The notebook file of `experiment` as text; it needs what the script needs, and runs from top to bottom.

    Raises ValueError when the network's shapes do not fit, with the place and the arithmetic.
    """
    summary = checked_summary(experiment)
    code = {"imports": imports_code(experiment)} | definitions(experiment) | training_steps(experiment)
    explained = {
        "imports": words.imports(experiment.data),
        "network": words.layers(experiment, summary),
        "optimizer": training_words.own_classes(experiment.training),
        "ending": training_words.ending(experiment.training),
        "data": words.images(experiment.data),
        "classifier": training_words.classifier(experiment.training),
        "batches": words.batches(),
        "load": words.load(),
        "build": training_words.build(experiment),
        "callbacks": training_words.callbacks(experiment.training),
        "fit": training_words.fit(experiment.training),
        "test": training_words.test(experiment.training),
    }
    cells = [_markdown("title", words.title(experiment, summary))]
    for name, source in code.items():
        cells.append(_markdown(f"{name}-text", explained[name]))
        cells.append(_code(f"{name}-code", source))
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _markdown(id: str, text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": _lines(text)}


def _code(id: str, source: str) -> dict[str, object]:
    return {
        "cell_type": "code", "execution_count": None, "id": id, "metadata": {}, "outputs": [], "source": _lines(source),
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    """Text as the format stores it: lines with their line ends, the last without."""
    return text.rstrip("\n").splitlines(keepends=True)
