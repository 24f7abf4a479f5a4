"""An experiment as a plain Keras script: build_model(), and training only under `if __name__ == "__main__"`."""

from builder.export.data_code import data_code, uses_scikit_learn
from builder.export.network_code import build_model_code
from builder.export.training_code import needs_generator, needs_target, target_class_code, train_code
from builder.spec.experiment import Experiment
from builder.spec.summary import summarize


def to_script(experiment: Experiment) -> str:
    """Python source of `experiment`; needs Keras with TensorFlow, and scikit-learn for the split.

    Raises ValueError when the network's shapes do not fit, with the place and the arithmetic.
    """
    summary = summarize(experiment.network)
    if summary.broken is not None:
        place, reason = summary.broken
        raise ValueError(f"This network cannot be built: in {place}, {reason}.")
    cost = f"{summary.total:,} parameters, {summary.trainable:,} of them trainable."
    parts = [
        f'"""{_docstring(experiment)}\n\n{cost}\n"""\n\n{_imports(experiment)}',
        build_model_code(experiment.network),
    ]
    if needs_target(experiment.training):
        parts.append(target_class_code())
    parts.append(data_code(experiment.data))
    parts.append(train_code(experiment))
    parts.append('if __name__ == "__main__":\n    main()\n')
    return "\n\n".join(part.rstrip("\n") + "\n" for part in parts)


def _docstring(experiment: Experiment) -> str:
    """The name as it may stand inside a docstring: nothing in it can end the string."""
    return experiment.name.replace("\\", "/").replace('"', "'") + "."


def _imports(experiment: Experiment) -> str:
    lines = ["import keras"]
    if uses_scikit_learn(experiment.data):
        lines.append("import numpy as np")
    lines.append("from keras import layers")
    if uses_scikit_learn(experiment.data):
        lines += ["from scipy.ndimage import zoom", "from sklearn.datasets import load_digits"]
    lines.append("from sklearn.model_selection import train_test_split")
    if needs_generator(experiment.training):
        lines.append("from tensorflow.keras.preprocessing.image import ImageDataGenerator")
    return "\n".join(lines) + "\n"
