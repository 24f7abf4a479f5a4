"""The trained network that the repository has: what its card says of it is so."""

import numpy as np
import pytest

from builder.engine.bundle import load_bundle
from builder.engine.predict import probabilities
from builder.presets import identify
from builder.settings import SHIPPED, Settings
from builder.shipped.network import shipped_network

MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("home")
    return shipped_network(Settings(home=home, database_url="sqlite://", shipped=SHIPPED))


def test_it_is_preset_21_trained_on_all_images_and_small_enough_for_the_repository(shipped):
    assert shipped.card.name == "Record, shipped" and identify(shipped.run.experiment) == shipped.card.preset == "21"
    assert shipped.run.experiment.data.trains_on_validation and shipped.card.trained.images == 50_000
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < MOST_BYTES


def test_its_accuracy_is_of_all_test_images_and_its_temperature_from_a_twin_that_had_kept_the_others(shipped):
    card = shipped.card
    assert card.test.images == card.test_of_one_view.images == card.twin.validation.images == 10_000
    assert card.test.share > 0.9 and card.twin.validation.share > 0.9
    assert card.twin.trained.images == 40_000
    if card.twin.temperature is not None:
        assert card.twin.calibration.with_temperature < card.twin.calibration.own


def test_the_rates_of_false_alarms_and_of_what_is_found_are_measured(shipped):
    judged = shipped.card.none_of_these
    assert (judged.share, judged.fitted_to, judged.false_alarms.images) == (0.05, 1_000, 9_000)
    low, high = judged.false_alarms.interval
    assert 0.02 < low < high < 0.1 and judged.all_found.images > 100
    assert len(shipped.measured.distances) == 1_000


def test_it_says_of_the_twenty_test_images_what_it_said_when_it_was_shipped(shipped):
    samples = shipped.samples
    assert samples.images.shape == (20, 32, 32, 3) and len(set(samples.places.tolist())) == 20
    _, model = load_bundle(SHIPPED)
    np.testing.assert_allclose(probabilities(model, samples.images), samples.probabilities, atol=1e-3)


def test_the_twenty_are_test_images_of_cifar10_with_their_classes(shipped, cifar10_path, tmp_path):
    from builder.datasets.table import DATASETS

    settings = Settings(home=tmp_path, cifar10=cifar10_path, database_url="sqlite://")
    test = DATASETS["cifar10"].read(settings).test
    assert (test.images[shipped.samples.places] == shipped.samples.images).all()
    assert (test.labels[shipped.samples.places] == shipped.samples.labels).all()
