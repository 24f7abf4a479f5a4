"""Single validation and test images are those of the split, in its order."""

import numpy as np
import pytest

from builder.datasets.held_out import held_out_images, held_out_indices, judged_images
from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, load_split
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.training.training import Training
from builder.settings import Settings


def of_digits(**training: object) -> Experiment:
    return Experiment(data=Data(images="digits", split_seed=3, limit=900), training=Training(**training))


@pytest.mark.parametrize("kind", ["validation", "test"])
def test_images_by_their_places_are_those_of_the_split_and_the_indices_lead_to_them(settings: Settings, kind):
    experiment = of_digits()
    split = load_split(experiment.data, settings)
    whole = {"validation": split.validation, "test": split.test}[kind]
    places = [7, 0, 200]
    found = held_out_images(experiment, kind, settings, places)
    np.testing.assert_array_equal(found.images, whole.images[places])
    np.testing.assert_array_equal(found.labels, whole.labels[places])
    indices = held_out_indices(experiment, kind, settings)
    assert (indices.dtype, indices.shape) == (np.int32, (225,))
    pool = DATASETS["digits"].read(settings).images
    np.testing.assert_array_equal(pool.images[indices], whole.images)
    np.testing.assert_array_equal(indices, {"validation": split.chosen.validation, "test": split.chosen.test}[kind])


def test_only_the_images_that_an_epoch_is_validated_on_count_as_validation_images(settings: Settings):
    few = held_out_indices(of_digits(validation_steps=2), "validation", settings)
    assert len(few) == 200
    np.testing.assert_array_equal(few, held_out_indices(of_digits(), "validation", settings)[:200])


def test_images_that_a_prediction_is_not_of_are_refused(settings: Settings):
    experiment, places = of_digits(), [3, 224]
    labels = held_out_images(experiment, "test", settings, places).labels
    assert judged_images(experiment, "test", settings, places, labels).labels.tolist() == labels.tolist()
    with pytest.raises(DatasetError, match="have changed since this run was trained"):
        judged_images(experiment, "test", settings, places, (labels + 1) % 10)
    with pytest.raises(DatasetError, match="have changed since this run was trained"):
        judged_images(experiment, "test", settings, [225], labels[:1])


def test_images_that_are_not_here_are_told_in_a_sentence(settings: Settings):
    nowhere = ImageSource(dataset="nowhere", shape=(32, 32, 3), classes=("a", "b"))
    with pytest.raises(DatasetError, match="not known here"):
        held_out_images(Experiment(data=Data(images=nowhere)), "test", settings, [0])
