"""Edits of which images a design takes."""

from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.images import ImageSource


def on_all_of(experiment: Experiment, images: ImageSource | str) -> Experiment:
    """The design on all of these images, given as such or as a known data set's name; raises KeyError for others.

    A limit goes: so many of the images before may be more than there are of these.
    """
    moved = experiment.on(images)
    return changed(moved, data=changed(moved.data, limit=None))
