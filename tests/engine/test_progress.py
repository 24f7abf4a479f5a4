"""What a student reads while training: images per second and time left, with a clock of the test's own."""

import pytest

from builder.engine.meter import Meter


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(clock: Clock) -> Meter:
    return Meter(costs=[1.0] * 10, validation_images=300, clock=clock, now=lambda: 1_700_000_000.0)


def train_epoch(meter: Meter, clock: Clock, number: int, seconds: float) -> None:
    meter.begin_epoch(number, images=1000)
    clock.seconds += seconds
    meter.end_epoch()


def test_epochs_that_cost_more_later_are_told_to_take_longer(clock: Clock):
    meter = Meter(costs=(0.5, 0.5, 0.5, 1.0), validation_images=0, clock=clock, now=lambda: 0.0)
    for number in (1, 2):
        train_epoch(meter, clock, number, seconds=10)
    meter.begin_epoch(3, images=1000)
    assert meter.report().seconds_left == pytest.approx(10 + 20)


def test_the_first_batch_of_a_run_is_reported_at_once(meter: Meter, clock: Clock):
    meter.begin_epoch(1, images=1000)
    meter.report()
    clock.seconds = 0.01
    assert meter.count(100)


def test_reports_are_due_at_most_four_times_a_second(meter: Meter, clock: Clock):
    due = 0
    meter.begin_epoch(1, images=100_000)
    for batch in range(1, 1001):
        clock.seconds += 0.01
        if meter.count(batch * 100):
            meter.report()
            due += 1
    assert 36 <= due <= 41


def test_speed_leaves_out_the_first_batch_of_the_run_which_also_compiles(meter: Meter, clock: Clock):
    meter.begin_epoch(1, images=1000)
    clock.seconds = 5.0
    meter.count(100)
    assert meter.report().images_per_second is None
    clock.seconds = 6.0
    meter.count(300)
    assert meter.report().images_per_second == pytest.approx(200)


def test_a_later_epoch_is_timed_from_its_beginning(meter: Meter, clock: Clock):
    train_epoch(meter, clock, 1, seconds=30)
    meter.begin_epoch(2, images=1000)
    clock.seconds += 2
    meter.count(500)
    report = meter.report()
    assert report.images_per_second == pytest.approx(250)
    assert (report.phase, report.epoch, report.images_done, report.images_total) == ("training", 2, 500, 1000)


def test_time_left_is_the_remaining_epochs_by_the_mean_epoch_without_the_first(meter: Meter, clock: Clock):
    for number, seconds in ((1, 30), (2, 10), (3, 14)):
        train_epoch(meter, clock, number, seconds)
    meter.begin_epoch(4, images=1000)
    clock.seconds += 3
    meter.count(250)
    # Epochs 2 and 3 took 12 seconds on average: 9 more for this one, and six of 12.
    assert meter.report().seconds_left == pytest.approx(9 + 6 * 12)


def test_time_left_in_the_first_epoch_follows_from_the_speed_so_far(meter: Meter, clock: Clock):
    meter.begin_epoch(1, images=1000)
    clock.seconds = 5.0
    meter.count(100)
    assert meter.report().seconds_left is None
    clock.seconds = 6.0
    meter.count(200)
    # 100 images a second: an epoch is 10 seconds and a validation of 300 images costs as much as 100.
    assert meter.report().seconds_left == pytest.approx(9 + 9 * 11, abs=1)


def test_what_the_first_epoch_compiles_is_not_told_of_the_others(meter: Meter, clock: Clock):
    meter.begin_epoch(1, images=1000)
    clock.seconds = 30.0
    meter.count(100)
    clock.seconds = 34.0
    meter.count(500)
    meter.report()  # 100 images a second: 11 seconds an epoch, with a validation that costs as much as 100 images
    clock.seconds = 39.0
    meter.begin_validation()
    clock.seconds = 49.0  # validation is compiled too
    meter.count(300)
    assert meter.report().seconds_left == pytest.approx(9 * 11)
    meter.end_epoch()
    meter.begin_epoch(2, images=1000)
    assert meter.report().seconds_left == pytest.approx(9 * 11)


def test_time_left_is_never_negative(meter: Meter, clock: Clock):
    for number in range(1, 10):
        train_epoch(meter, clock, number, seconds=10)
    meter.begin_epoch(10, images=1000)
    clock.seconds += 25
    meter.count(999)
    assert meter.report().seconds_left == 0


def test_a_validation_counts_its_own_images(meter: Meter, clock: Clock):
    train_epoch(meter, clock, 1, seconds=10)
    meter.begin_epoch(2, images=1000)
    clock.seconds += 8
    meter.begin_validation()
    clock.seconds += 1
    assert meter.count(200)
    report = meter.report()
    assert (report.phase, report.images_done, report.images_total) == ("validating", 200, 300)
    assert report.images_per_second == pytest.approx(200)
    assert report.seconds_left == pytest.approx(1 + 8 * 10)


def test_a_run_of_one_epoch_still_gives_a_time_left_while_it_validates(meter: Meter, clock: Clock):
    meter.begin_epoch(1, images=1000)
    clock.seconds = 20
    meter.count(1000)
    meter.begin_validation()
    clock.seconds = 21
    meter.count(100)
    assert meter.report().seconds_left >= 9 * 20
