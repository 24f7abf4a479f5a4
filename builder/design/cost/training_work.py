"""What a whole training costs, in multiply-adds, also where it begins on smaller images."""

from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment
from builder.design.training.training import images_per_epoch, smaller_steps, steps_per_epoch

#: A step computes forwards, and then the gradients of the layers' inputs and of their weights: each costs the same.
PASSES = 3


def on_smaller_images(experiment: Experiment) -> Experiment:
    """The design on the images with which a progressive size begins; the same design without one."""
    progressive = experiment.training.progressive_size
    if progressive is None:
        return experiment
    shape = progressive.shape(experiment.images.shape)
    return experiment.on(experiment.images.model_copy(update={"shape": shape}))


def smaller_cost(experiment: Experiment) -> float:
    """What an image costs of the smaller size, in multiply-adds, as a share of one of full size; 1 without one."""
    if experiment.training.progressive_size is None:
        return 1.0
    full, smaller = summarize(experiment), summarize(on_smaller_images(experiment))
    return smaller.multiply_adds / full.multiply_adds if full.multiply_adds and smaller.broken is None else 1.0


def training_cost(experiment: Experiment) -> float:
    """What an image of training costs on average, as a share of one of full size."""
    progressive = experiment.training.progressive_size
    return 1.0 if progressive is None else 1.0 - progressive.until * (1.0 - smaller_cost(experiment))


def epoch_costs(experiment: Experiment, image_count: int) -> tuple[float, ...]:
    """What each epoch costs on `image_count` training images, as a share of one on images of full size."""
    training = experiment.training
    steps, smaller, cost = steps_per_epoch(image_count, training), smaller_steps(image_count, training), 1.0
    if smaller:
        cost = smaller_cost(experiment)
    shares = (min(max(smaller - epoch * steps, 0), steps) / steps for epoch in range(training.epochs))
    return tuple(1.0 - share * (1.0 - cost) for share in shares)


def training_multiply_adds(experiment: Experiment, summary: Summary, image_count: int) -> int:
    """Multiply-adds of all epochs on `image_count` training images, without evaluation; PASSES for each forward one."""
    images = images_per_epoch(image_count, experiment.training)
    forward = summary.multiply_adds * images * sum(epoch_costs(experiment, image_count))
    return round(PASSES * forward)


def trained_multiply_adds(experiment: Experiment, image_count: int, epochs: int) -> int:
    """The same for the first `epochs` epochs alone, as many as were trained."""
    costs = epoch_costs(experiment, image_count)
    whole = training_multiply_adds(experiment, summarize(experiment), image_count)
    return round(whole * sum(costs[:epochs]) / sum(costs))
