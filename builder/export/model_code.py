"""The model around a network, as source, where a design needs one: for smaller images first, or mirror images."""

from builder.design.experiment import Experiment
from builder.design.training.training import Training, smaller_steps
from builder.export.data_code import train_count

_CLASS = '''\
class Classifier(keras.Model):
    """The network, as it is trained and evaluated."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def call(self, images, training=False):
'''

_SMALLER = """\
        if training:
            # Smaller images in the first steps: they cost less.
            images = keras.ops.cond(
                self.optimizer.iterations < {steps},
                lambda: keras.ops.image.resize(images, ({height}, {width}), antialias=True),
                lambda: images,
            )
"""

_ONE_VIEW = "        return self.network(images, training=training)\n"

_MIRROR = """\
        said = self.network(images, training=training)
        # To evaluate, the mean of what it says of an image and of its mirror image.
        return said if training else (said + self.network(images[:, :, ::-1], training=False)) / 2
"""


def needs_classifier(training: Training) -> bool:
    """Whether the script wraps its network in a model of its own."""
    return training.mirror_average or training.progressive_size is not None


def classifier_code(experiment: Experiment) -> str:
    """The source of the class around the network; empty where the design needs none."""
    training, progressive = experiment.training, experiment.training.progressive_size
    if not needs_classifier(training):
        return ""
    code = _CLASS
    if progressive is not None:
        height, width, _ = progressive.shape(experiment.images.shape)
        steps = smaller_steps(train_count(experiment.data), training)
        code += _SMALLER.format(steps=f"{steps:_}" if steps > 9999 else steps, height=height, width=width)
    return code + (_MIRROR if training.mirror_average else _ONE_VIEW)


def model_code(training: Training) -> str:
    """The lines that build the network, and the model that is trained and evaluated."""
    if needs_classifier(training):
        return "network = build_model()\nnetwork.summary()\nmodel = Classifier(network)\n"
    return "model = build_model()\nmodel.summary()\n"


def network_name(training: Training) -> str:
    """The variable that holds the network as it is saved."""
    return "network" if needs_classifier(training) else "model"
