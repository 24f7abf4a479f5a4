"""What the network that comes with the app says of pictures, through the same tasks as every run's."""

import os
import shutil

import numpy as np
import pytest

from builder import jobs
from builder.analysis.calibration import with_temperature
from builder.engine.bundle import load_bundle
from builder.engine.predict import probabilities
from builder.jobs.none_of_these import judgement
from builder.jobs.tasks.kind import kinds_of
from builder.jobs.tasks.loop import NO_NUMBER, answer_next
from builder.progress.told import Told
from builder.shipped.network import SHIPPED_ID, shipped_network
from builder.store import tasks
from builder.store.errors import RunNotFoundError
from builder.store.runs.kept import kept_runs
from builder.store.sent_picture import SentPicture
from tests.shipped.made import CARD, ship_small, smooth

NOISE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def classified(settings, db, picture=NOISE):
    task = jobs.classify(settings, db, SHIPPED_ID, picture)
    assert answer_next(settings, db, kinds_of("inference"))
    return tasks.get_task(db, task.id)


def test_its_answer_is_the_mean_of_two_views_with_the_temperature_of_its_card(shipping, db):
    task = classified(shipping, db)
    _, model = load_bundle(shipping.shipped)
    expected = with_temperature(probabilities(model, NOISE[None])[0], 0.8)
    assert task.result["temperature"] == 0.8
    np.testing.assert_allclose(task.result["probabilities"], expected, atol=1e-6)
    assert task.run_id is None and kept_runs(db) == ()


def test_a_process_that_began_with_another_network_answers_with_that_of_whoever_asks(shipping, db, tmp_path):
    """It had loaded its own; then the setting was changed, and the files of that folder, at the same moment."""
    own = classified(shipping, db).result
    other = CARD.model_copy(update={"twin": CARD.twin.model_copy(update={"temperature": 2.0})})
    elsewhere = shipping.model_copy(update={"shipped": ship_small(tmp_path / "other", other, seed=7)})
    task = jobs.classify(elsewhere, db, SHIPPED_ID, NOISE)
    assert answer_next(shipping, db, kinds_of("inference"))
    told = tasks.get_task(db, task.id).result
    expected = with_temperature(probabilities(load_bundle(elsewhere.shipped)[1], NOISE[None])[0], 2.0)
    assert told["temperature"] == 2.0
    np.testing.assert_allclose(told["probabilities"], expected, atol=1e-6)
    times = [(file.name, file.stat().st_mtime_ns) for file in elsewhere.shipped.iterdir()]
    for name, written in times:  # as `cp -p` and rsync leave them
        shutil.copyfile(shipping.shipped / name, elsewhere.shipped / name)
        os.utime(elsewhere.shipped / name, ns=(written, written))
    task = jobs.classify(elsewhere, db, SHIPPED_ID, NOISE)
    assert answer_next(shipping, db, kinds_of("inference"))
    assert tasks.get_task(db, task.id).result["probabilities"] == own["probabilities"]


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_an_answer_that_is_no_number_is_a_sentence_and_ends_no_process(shipping, db, monkeypatch, number):
    monkeypatch.setattr("builder.jobs.tasks.classify.judgement", lambda *_: {"none_of_these": {"score": number}})
    task = classified(shipping, db)
    assert (task.state, task.error) == ("failed", Told(text=NO_NUMBER))


def test_noise_is_probably_none_of_its_classes_though_no_image_of_cifar10_is_here(shipping, db):
    told = classified(shipping, db).result["none_of_these"]
    assert told["probably"] and told["score"] > told["threshold"]
    assert (told["false_alarms"], told["validation_images"]) == (0.05, 200)
    run = shipped_network(shipping).run
    alarms = [judgement(shipping, run, one)["none_of_these"]["probably"] for one in smooth(100, seed=5)]
    assert 0 <= sum(alarms) <= 15  # 5 are expected


@pytest.mark.parametrize(("given", "share"), [("20", 0.2), ("0", 0.0), ("50", 0.5), ("900", 0.05)])
def test_the_share_of_false_alarms_is_a_setting_for_it_too(shipping, monkeypatch, given, share):
    monkeypatch.setenv("BUILDER_FALSE_ALARM_PERCENT", given)
    told = judgement(shipping, shipped_network(shipping).run, NOISE)["none_of_these"]
    assert told["false_alarms"] == pytest.approx(share)


def test_it_can_be_asked_where_it_looked(shipping, db):
    picture = SentPicture(height=32, width=32, channels=3, pixels=NOISE.tobytes())
    task = jobs.ask(shipping, db, "explain", run_id=SHIPPED_ID, parameters={"method": "grad-cam"}, picture=picture)
    assert answer_next(shipping, db, kinds_of("inference"))
    told = tasks.get_task(db, task.id).result
    assert told["temperature"] == 0.8 and len(told["maps"]) == 1


def test_what_needs_a_run_of_the_database_does_not_find_it(shipping, db):
    for ask in (jobs.request_parts, jobs.request_validation_predictions):
        with pytest.raises(RunNotFoundError):
            ask(shipping, db, SHIPPED_ID)
    jobs.make_ready(shipping, db, SHIPPED_ID)  # never raises
    assert not answer_next(shipping, db, kinds_of("inference"))


def test_a_network_that_is_gone_or_damaged_meanwhile_is_a_sentence(settings, shipping, db, tmp_path):
    away = shipping.model_copy(update={"shipped": tmp_path / "away"})
    task = jobs.classify(away, db, SHIPPED_ID, NOISE)
    assert answer_next(shipping, db, kinds_of("inference"))
    gone = "The network that came with the app is not there any more; choose another."
    assert tasks.get_task(db, task.id).error == Told(text=gone)
    (tmp_path / "card.json").write_text("{", encoding="utf-8")
    task = jobs.classify(settings.model_copy(update={"shipped": tmp_path}), db, SHIPPED_ID, NOISE)
    assert answer_next(shipping, db, kinds_of("inference"))
    assert "is damaged" in tasks.get_task(db, task.id).error.text
