"""What to do with a trained network's .keras file, as a few lines of Python."""

import textwrap

from builder.design.experiment import Experiment
from builder.export.optimizer_code import loss_code, optimizer_code
from builder.export.own_code import own_optimizer

_CODE = """\
import keras
import numpy as np

model = keras.models.load_model("{file}")
classes = {classes!r}

# Any picture, as the network takes it: numbers from 0 to 1.
picture = keras.utils.load_img(
    "picture.png", color_mode="{mode}", target_size=({height}, {width}), interpolation="bilinear"
)
numbers = keras.utils.img_to_array(picture)[np.newaxis] / 255
probabilities = {probabilities}
print(classes[probabilities.argmax()], probabilities.max())

# The file is not compiled. Before evaluate or fit, say how it is trained and judged:
{own_optimizer}model.compile(
    optimizer={optimizer},
    loss={loss},{one_hot}
    metrics=["accuracy"],
)
"""

#: The file holds the network of one view.
_MEAN = "(model.predict(numbers)[0] + model.predict(numbers[:, :, ::-1])[0]) / 2  # with the mirror image"


def use_code(experiment: Experiment, file: str) -> str:
    """Python that loads the file of that name, predicts one picture with it, and compiles it as it was trained.

    Needs Keras with TensorFlow, and Pillow. A schedule of the learning rate is left out: its highest rate stands there.
    """
    height, width, channels = experiment.images.shape
    training = experiment.training
    return _CODE.format(
        file=file,
        classes=list(experiment.images.classes),
        mode="grayscale" if channels == 1 else "rgb",
        height=height,
        width=width,
        optimizer=textwrap.indent(optimizer_code(training, repr(training.learning_rate.rate)), "    ").strip(),
        loss=loss_code(training),
        own_optimizer="".join(f"{source}\n\n" for source in own_optimizer(training)),
        one_hot="  # of labels from keras.utils.to_categorical" if training.loss.arguments() else "",
        probabilities=_MEAN if training.mirror_average else "model.predict(numbers)[0]",
    )
