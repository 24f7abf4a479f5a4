"""The model around a network, as source, where a design needs one: for smaller images first, or mirror images."""

from builder.design.experiment import Experiment
from builder.design.training.training import Training, smaller_steps
from builder.export.data_code import train_count

#: With smaller images first, and evaluated by one view.
_TRAINER = '''\
class Classifier(keras.Model):
    """The network, of which the first steps of training take smaller images: they cost less."""

    def train_step(self, data):
        (images, labels), size = data, ({height}, {width})
        early = self.optimizer.iterations < {steps}
        images = keras.ops.cond(early, lambda: keras.ops.image.resize(images, size, antialias=True), lambda: images)
        return super().train_step((images, labels))
'''

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
            early, size = self.optimizer.iterations < {steps}, ({height}, {width})
            images = keras.ops.cond(early, lambda: keras.ops.image.resize(images, size, antialias=True), lambda: images)
"""

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
    if progressive is None:
        return _CLASS + _MIRROR
    height, width, _ = progressive.shape(experiment.images.shape)
    steps = smaller_steps(train_count(experiment.data), training)
    code = _CLASS + _SMALLER + _MIRROR if training.mirror_average else _TRAINER
    return code.format(steps=f"{steps:_}" if steps > 9999 else steps, height=height, width=width)


def model_code(training: Training) -> str:
    """The lines that build the network, and the model that is trained and evaluated."""
    if needs_classifier(training):
        network = "network" if training.mirror_average else "network.inputs, network.outputs"
        return f"network = build_model()\nnetwork.summary()\nmodel = Classifier({network})\n"
    return "model = build_model()\nmodel.summary()\n"


def network_name(training: Training) -> str:
    """The variable that holds the network as it is saved."""
    return "network" if needs_classifier(training) else "model"
