"""Processes that began before the app knew where CIFAR-10 is find it all the same."""

import pytest

from builder import jobs
from builder.jobs import images_place
from builder.jobs.service import visits
from tests.jobs.watching import OWNER, processes_of, small, wait_for_end, wait_for_epoch, wait_until


@pytest.fixture
def with_images(settings, tmp_path):
    """The same home for an app that was told where CIFAR-10 is."""
    (tmp_path / "cifar10.npz").touch()
    return settings.model_copy(update={"cifar10": tmp_path / "cifar10.npz"})


def test_what_the_last_one_named_holds_for_a_process_that_began_without_it_or_with_another(settings, with_images):
    assert images_place.as_noted(settings) == settings
    images_place.note(with_images)
    assert images_place.as_noted(settings) == with_images
    assert images_place.as_noted(settings.model_copy(update={"cifar10": settings.home})) == with_images


def test_who_names_none_leaves_the_note_and_a_visit_of_an_app_without_removes_it(settings, with_images, monkeypatch):
    monkeypatch.setattr("builder.jobs.service.starting.ensure_supervisor", lambda settings: None)
    images_place.note(with_images)
    images_place.note(settings)
    assert images_place.as_noted(settings) == with_images
    visits._noted.clear()
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "600")
    jobs.warm_up(settings)
    assert images_place.as_noted(settings) == settings


def test_a_place_where_nothing_is_any_more_and_a_home_that_is_away_change_nothing(settings, with_images, tmp_path):
    images_place.note(with_images)
    with_images.cifar10.unlink()
    assert images_place.as_noted(settings) == settings
    images_place.note(with_images.model_copy(update={"home": tmp_path / "away"}))
    assert not (tmp_path / "away").exists()


@pytest.mark.slow
def test_a_run_trains_whose_supervisor_began_without_its_images(settings, db, cifar10_path):
    first = jobs.submit_run(settings, db, small(epochs=500), OWNER)
    wait_for_epoch(db, first, 1)
    (supervisor,) = wait_until(lambda: processes_of(settings, "supervisor"))
    assert "BUILDER_CIFAR10" not in supervisor.environ()
    second = jobs.submit_run(settings.model_copy(update={"cifar10": cifar10_path}), db, small().on("cifar10"), OWNER)
    jobs.stop_run(settings, db, first.id, OWNER)
    ended = wait_for_end(db, second)
    assert (ended.state, ended.error) == ("finished", None)
    assert processes_of(settings, "supervisor") == [supervisor]
