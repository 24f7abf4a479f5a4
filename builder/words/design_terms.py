"""The glossary's terms for what a design has, from its images to its training."""

from builder.design.cost.summary import Summary
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.training.training import Training
from builder.words.fields import KIND_TERMS
from builder.words.layers import layer_terms


def design_terms(experiment: Experiment, summary: Summary) -> tuple[str, ...]:
    """Each once: those of the layers first, then those of what else is switched on."""
    network = experiment.network
    blocks = [block for block in network.conv_blocks if isinstance(block, ConvBlock)]
    of_network = {
        "Whitening": network.input.whitening != "none",
        "Residual connection": any(block.residual for block in blocks),
        "Initialisation": any(block.kernel_initializer != "glorot_uniform" for block in blocks),
        "Logit scale": network.output.logit_scale != 1,
    }
    switched_on = [term for term, is_on in {**of_network, **_of_training(experiment.training)}.items() if is_on]
    return tuple(dict.fromkeys([*layer_terms(summary), *switched_on]))


def _of_training(training: Training) -> dict[str, bool]:
    augmentation, rate = training.augmentation, training.learning_rate
    has_warm_up = bool(getattr(rate, "warm_up", 0))
    of_rate = {"cosine": "Cosine schedule"}.get(rate.kind, "Warm-up" if has_warm_up else "Learning rate schedule")
    return {
        KIND_TERMS.get(training.optimizer.kind, "Optimiser"): training.optimizer.kind in KIND_TERMS,
        of_rate: rate.kind != "constant",
        "Label smoothing": bool(getattr(training.loss, "label_smoothing", 0)),
        "Weight averaging": training.averaging is not None,
        "Gradient clipping": training.gradient_clipping is not None,
        "Augmentation": augmentation is not None,
        "Crop": augmentation is not None and bool(augmentation.crop),
        "Cutout": augmentation is not None and bool(augmentation.cutout),
        "Smaller images first": training.progressive_size is not None,
        "Mirror average": training.mirror_average,
    }
