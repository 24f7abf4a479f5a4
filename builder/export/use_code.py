"""What to do with a trained network's .keras file, as a few lines of Python."""

from builder.design.experiment import Experiment

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
model.compile(
    optimizer=keras.optimizers.{optimizer}(learning_rate={rate!r}{more}),
    loss="{loss}",
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
        optimizer=training.optimizer.title,
        rate=training.learning_rate.rate,
        more="".join(f", {name}={value!r}" for name, value in training.optimizer.arguments()),
        loss=training.loss.keras_name,
        probabilities=_MEAN if training.mirror_average else "model.predict(numbers)[0]",
    )
