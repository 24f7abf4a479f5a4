"""What a problem is, and what the rules that find them look at."""

from typing import Literal

from builder.design.base import Value
from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks import Network
from builder.design.training.training import Training


class Problem(Value):
    """One thing that is wrong: where, how bad, the arithmetic, and (if there is one) a mended design."""

    place: str
    severity: Literal["error", "warning"]
    title: str
    what: str
    fix_label: str | None = None
    fix: Experiment | None = None


class Context:
    """What the rules look at: the experiment, its summary (computed once), and the image counts."""

    def __init__(self, experiment: Experiment, train_count: int | None, validation_count: int | None):
        self.experiment = experiment
        self.network: Network = experiment.network
        self.training: Training = experiment.training
        self.summary: Summary = summarize(experiment.network)
        self.train_count, self.validation_count = train_count, validation_count

    def with_training(self, **changes: object) -> Experiment:
        return self.experiment.model_copy(update={"training": self.training.model_copy(update=changes)})

    def with_conv_block(self, index: int, **changes: object) -> Experiment:
        blocks = list(self.network.conv_blocks)
        blocks[index] = blocks[index].model_copy(update=changes)
        network = self.network.model_copy(update={"conv_blocks": tuple(blocks)})
        return self.experiment.model_copy(update={"network": network})

    def with_dense_block(self, index: int, **changes: object) -> Experiment:
        blocks = list(self.network.dense_blocks)
        blocks[index] = blocks[index].model_copy(update=changes)
        network = self.network.model_copy(update={"dense_blocks": tuple(blocks)})
        return self.experiment.model_copy(update={"network": network})

    def with_data(self, **changes: object) -> Experiment:
        return self.experiment.model_copy(update={"data": self.experiment.data.model_copy(update=changes)})
