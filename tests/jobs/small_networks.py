"""Small networks to look into."""

import numpy as np

from builder.design.experiment import Experiment
from tests.ui.made_runs import design


def small() -> Experiment:
    """Project 4 with a few narrow blocks less, on the digits."""
    whole = design("4")
    blocks = tuple(block.model_copy(update={"filters": 6}) for block in whole.network.conv_blocks[:2])
    return whole.model_copy(update={"network": whole.network.model_copy(update={"conv_blocks": blocks})})


def speaking_against(model, place: int):
    """The network with weights by which every map speaks against this class, and for all others alike."""
    *others, kernel, bias, last, last_bias = model.get_weights()
    last = np.zeros_like(last)
    last[:, place] = -0.01
    model.set_weights([*others, abs(kernel), bias, last, last_bias])
    return model
