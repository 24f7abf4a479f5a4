"""Which images a design is judged by on this machine, as a key for what is cached of them."""

from builder.design.experiment import Experiment
from builder.ui.app import store


def images_key(design: Experiment) -> str:
    """Equal exactly if they are the same: of one data set, split and training, from the same files."""
    settings = store.settings()
    judged = design.model_dump_json(exclude={"name", "network"})
    return f"{judged} {settings.home} {settings.cifar10}"
