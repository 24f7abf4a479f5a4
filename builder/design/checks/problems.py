"""Everything wrong with a design, before Keras sees it.

Each rule is one function from an experiment to the problems that it finds; RULES lists them all. The rules about the
network are in `network.py`, those about batches in `batches.py`, about the optimiser and its settings in
`optimizing.py`, about the images of training in `training_images.py`, about what ends and judges training in
`protocol.py`.
A design with an "error" cannot be trained; with a "warning" it can, but it is likely not what the student wants.
"""

from collections.abc import Callable, Iterator

from builder.design.checks import batches, network
from builder.design.checks.optimizing import OPTIMIZING_RULES
from builder.design.checks.problem import Context, Problem
from builder.design.checks.protocol import PROTOCOL_RULES, patience_can_act
from builder.design.checks.training_images import TRAINING_IMAGES_RULES
from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment


def problems(
    experiment: Experiment,
    train_count: int | None = None,
    validation_count: int | None = None,
    *,
    summary: Summary | None = None,
) -> tuple[Problem, ...]:
    """All problems, errors first; the counts are those of the training and validation images, if known.

    `summary` is the design's, if already computed.
    """
    context = Context(experiment, summary or summarize(experiment), train_count, validation_count)
    found = [problem for rule in RULES for problem in rule(context)]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


#: Every rule, in the order in which their problems are shown.
RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    network.shapes_fit,
    network.kernels_fit,
    network.convolutions_present,
    network.parameters_affordable,
    batches.activations_affordable,
    batches.batch_fits_data,
    *OPTIMIZING_RULES,
    patience_can_act,
    batches.normalisation_has_a_batch,
    network.residual_sum_has_two_convolutions,
    *TRAINING_IMAGES_RULES,
    *PROTOCOL_RULES,
)
