"""An experiment as a plain Keras script: build_model(), and training only under `if __name__ == "__main__"`."""

import textwrap

from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment
from builder.export.batches_code import batches_code, needs_keras_generator
from builder.export.callback_code import callback_classes
from builder.export.data_code import data_code, is_known, script_of, splits_with_sklearn, unknown
from builder.export.model_code import classifier_code
from builder.export.network_code import build_model_code
from builder.export.own_code import own_classes
from builder.export.seeded_code import seeded_code
from builder.export.training_code import training_steps
from builder.presets import ALL_PRESETS, PRESETS, identify, lesson_of


def to_script(experiment: Experiment) -> str:
    """Python source of `experiment`; needs Keras with TensorFlow, and scikit-learn where that splits the images.

    Raises ValueError when the network's shapes do not fit, with the place and the arithmetic.
    """
    summary = checked_summary(experiment)
    steps = (textwrap.indent(code, "    ") for code in training_steps(experiment).values())
    parts = [
        f'"""{_docstring(experiment, summary)}"""\n\n{imports_code(experiment)}',
        *definitions(experiment).values(),
        "def main() -> None:\n" + "".join(steps),
        'if __name__ == "__main__":\n    main()\n',
    ]
    return "\n\n".join(parts)


def why_not(experiment: Experiment, summary: Summary) -> str | None:
    """Why a design with this summary cannot be exported, in one sentence; None if it can."""
    if summary.broken is not None:
        place, reason = summary.broken
        return f"This network cannot be built: in {place}, {reason}."
    return None if is_known(experiment.data) else unknown(experiment.data)


def checked_summary(experiment: Experiment) -> Summary:
    """The network's summary; raises ValueError if the network cannot be built."""
    summary = summarize(experiment)
    refusal = why_not(experiment, summary)
    if refusal is not None:
        raise ValueError(refusal)
    return summary


def definitions(experiment: Experiment) -> dict[str, str]:
    """The source of the functions and classes that training uses, by name, in order.

    The names are "network", "optimizer" and "ending" (if Keras lacks a class, or a callback, that the training needs),
    "classifier" (if the network is trained on smaller images first, or evaluated with mirror images), "data", and
    "batches" (if Keras lacks a change of images that the training needs).
    """
    parts = {
        "network": "\n\n".join(code for code in (build_model_code(experiment), seeded_code(experiment)) if code),
        "optimizer": "\n\n".join(own_classes(experiment.training)),
        "ending": "\n\n".join(callback_classes(experiment.training)),
        "classifier": classifier_code(experiment),
        "data": data_code(experiment.data),
        "batches": batches_code(experiment),
    }
    return {name: code for name, code in parts.items() if code}


def imports_code(experiment: Experiment) -> str:
    """The imports of everything that follows, in alphabetical order."""
    lines = ["import time", ""] if experiment.training.time_limit is not None else []
    lines += ["import keras", "import numpy as np", "from keras import layers"]
    lines += script_of(experiment.data).imports
    if splits_with_sklearn(experiment.data):
        lines.append("from sklearn.model_selection import train_test_split")
    if needs_keras_generator(experiment.training):
        lines.append("from tensorflow.keras.preprocessing.image import ImageDataGenerator")
    return "\n".join(lines) + "\n"


def _docstring(experiment: Experiment, summary: Summary) -> str:
    """The name, made safe inside a docstring (nothing in it can end the string), the lesson and the cost."""
    lines = [experiment.name.replace("\\", "/").replace('"', "'") + ".", ""]
    preset = ALL_PRESETS.get(identify(experiment) or "")
    if preset is not None:
        named = experiment.name.startswith(preset.title)
        of_course = " of the course" if preset.id in PRESETS else ""
        lesson = lesson_of(experiment, preset)
        told = lesson if lesson is None or named else f"{preset.title}{of_course}: {lesson}"
        lines.append(told or f"From {preset.title}, with other images or limits.")
    return "\n".join([*lines, f"{summary.total:,} parameters, {summary.trainable:,} of them trainable."])
