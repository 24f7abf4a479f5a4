"""Evaluation by the mean of an image and its mirror image, as source."""

from builder.design.training.training import Training

_MIRROR_AVERAGE = '''\
class MirrorAverage(keras.Model):
    """Trains the network; evaluates it by the mean of what it says of an image and of its mirror image."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def call(self, images, training=False):
        said = self.network(images, training=training)
        return said if training else (said + self.network(images[:, :, ::-1], training=False)) / 2
'''


def mirror_code(training: Training) -> str:
    """The source of the class that evaluates so; empty where the design does not."""
    return _MIRROR_AVERAGE if training.mirror_average else ""


def model_code(training: Training) -> str:
    """The lines that build the network, and the model that is trained and evaluated."""
    if training.mirror_average:
        return "network = build_model()\nnetwork.summary()\nmodel = MirrorAverage(network)\n"
    return "model = build_model()\nmodel.summary()\n"


def network_name(training: Training) -> str:
    """The variable that holds the network as it is saved."""
    return "network" if training.mirror_average else "model"
