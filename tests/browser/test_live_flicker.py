"""The live curves in a browser, while epochs arrive: nothing blinks, and what a person has zoomed to stays."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.jobs.executor.local import services
from builder.progress.ending import EndedByEpochs
from builder.progress.epoch import Epoch, Progress
from builder.progress.told import Told
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.followed import Followed, save_followed
from builder.store.runs import attempts, lifecycle
from builder.store.schema.database import open_database
from builder.store.visitors import owner_of
from builder.ui.app.identity import COOKIE, new_secret
from builder.ui.build.share import encode
from tests.browser.conftest import running_app, wait_until_drawn
from tests.ui.made_runs import design, ended_run

pytestmark = pytest.mark.slow

CURVES = ".live-curves__plot .scatterlayer .trace path"
#: Counts the frames in which a plot, or one of the followed pictures, is missing, empty or another node than before.
WATCH_FRAMES = """() => {
  const seen = { frames: 0, blank: 0, swaps: 0, nodes: null, pictures: null };
  window.seenFrames = seen;
  const look = () => {
    const plots = [...document.querySelectorAll('.live-curves__plot')];
    const drawn = (plot) => plot.querySelectorAll('.scatterlayer .trace path').length >= 2
      && plot.getBoundingClientRect().width > 50;
    seen.frames += 1;
    if (plots.length !== 2 || !plots.every(drawn)) seen.blank += 1;
    if (seen.nodes && plots.some((plot, index) => plot !== seen.nodes[index])) seen.swaps += 1;
    seen.nodes = plots;
    const pictures = [...document.querySelectorAll('.followed img')];
    if (pictures.length !== 8 || !pictures.every((one) => one.complete && one.naturalWidth)) seen.blank += 1;
    if (seen.pictures && pictures.some((one, index) => one !== seen.pictures[index])) seen.swaps += 1;
    seen.pictures = pictures;
    requestAnimationFrame(look);
  };
  look();
}"""
FRAMES = "() => ({ frames: seenFrames.frames, blank: seenFrames.blank, swaps: seenFrames.swaps })"
EPOCHS_DRAWN = """() => document.querySelector('.live-curves__plot').data
  .find((line) => line.name === 'Training').x.length"""
#: After which epoch the followed pictures were asked about: an epoch takes a second, so one may have passed unseen.
EPOCH_OF_PICTURES = """() => Number(document.querySelector('[data-testid=stMain]').innerText
  .match(/8 validation images\\s+after epoch (\\d+)/)?.[1])"""
LINES_BEFORE = """() => [...document.querySelectorAll('.live-curves__plot')].map(
  (plot) => plot.data.filter((line) => line.meta === 'before' && line.visible).length)"""
X_RANGE = "() => document.querySelector('.live-curves__plot').layout.xaxis.range"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("live-home")


@pytest.fixture(scope="module")
def app(home) -> Iterator[str]:
    """The app on a home of its own, in which this test is the supervisor: no other process touches its runs."""
    lock = services.take(home, "supervisor")
    with running_app(home) as address:
        yield address
    lock.release()


@pytest.fixture
def db(home):
    engine = open_database(load_settings({"BUILDER_HOME": str(home)}))
    yield engine
    engine.dispose()


def known(page, address: str) -> str:
    """Gives the browser an identity before its first visit; the owner that it stands for."""
    secret = new_secret()
    page.context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
    return owner_of(secret)


@contextmanager
def a_run_with_an_epoch_a_second(db, home, owner: str, name="Fed", planned=60, may_stop: threading.Event | None = None):
    """A running run of that owner, which gets epochs from a thread until the context ends; then it finishes.

    Asked to stop, it does so once `may_stop` is set, where that is given.
    """
    rule = EarlyStopping(monitor="val_accuracy", patience=10)
    run = lifecycle.submit(db, Experiment(name=name, training=Training(epochs=planned, early_stopping=(rule,))), owner)
    claimed, token = lifecycle.claim_next(db)
    assert claimed.id == run.id
    ended = threading.Event()
    files = artifacts_of(load_settings({"BUILDER_HOME": str(home)}))
    thread = threading.Thread(target=_feed, args=(db, files, run.id, token, ended, may_stop))
    thread.start()
    try:
        yield run
    finally:
        ended.set()
        if may_stop is not None:
            may_stop.set()
        thread.join()


def said_after(epoch: int) -> Followed:
    """Eight grey pictures of the classes 0 to 7; of the first `epoch` of them the network is right, and ever surer."""
    images = np.broadcast_to(np.arange(0, 240, 30, dtype=np.uint8).reshape(8, 1, 1, 1), (8, 32, 32, 3))
    labels = np.arange(8, dtype=np.uint8)
    probabilities = np.zeros((8, 10), np.float32)
    said = np.where(labels < epoch, labels, 9)
    probabilities[labels, said] = 1 - 0.5 / epoch
    return Followed(epoch, images, labels, probabilities, labels % 2 == 1)


def _feed(db, files, run_id: str, token: str, ended: threading.Event, may_stop: threading.Event | None) -> None:
    number, stop = 0, False
    while not ended.is_set() and not stop:
        number += 1
        for part in range(4):
            progress = Progress(
                phase="training", epoch=number, images_done=10_000 * part + 1039, images_total=40_000,
                images_per_second=3412, seconds_left=51 * 60,
            )  # fmt: skip
            stop = attempts.report_progress(db, run_id, token, progress)
            if stop or ended.wait(0.25):
                break
        fall = math.exp(-number / 7)
        epoch = Epoch(
            epoch=number, loss=0.4 + 2 * fall, accuracy=0.85 - 0.5 * fall, val_loss=0.5 + 2 * fall,
            val_accuracy=0.8 - 0.45 * fall, seconds=1.0,
        )  # fmt: skip
        save_followed(files, run_id, said_after(number))
        attempts.record_epoch(
            db, run_id, token, epoch,
            best_epoch=number, kept_epoch=number, validation_accuracy=epoch.val_accuracy, seconds=number,
        )  # fmt: skip
        attempts.record_weights(db, run_id, token)
    if stop:
        if may_stop is not None:
            may_stop.wait()
        lifecycle.mark_stopped(db, run_id, token, end_reason=Told(text="Stopped on request in epoch 5"), seconds=9.0)
        return
    reason = EndedByEpochs(epochs=60)
    lifecycle.finish(db, run_id, token, end_reason=reason, seconds=60.0, test_correct=7043, test_count=10_000)


def open_design_of(page, app: str, run) -> None:
    """Build with the run's own design, whose result stays there in full."""
    page.goto(f"{app}/?design={encode(run.experiment)}")


def zoom_into_the_first_curve(page) -> None:
    box = page.locator(".live-curves__plot").first.bounding_box()
    page.mouse.move(box["x"] + 120, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Show all").wait_for()


def test_curves_grow_without_a_blank_frame_and_keep_the_zoom(page, app, db, home):
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    owner = known(page, app)
    ended_run(db, design(dataset=SOURCES.default().dataset, name="Trained <b>before</b>"), owner)
    with a_run_with_an_epoch_a_second(db, home, owner) as run:
        open_design_of(page, app, run)
        page.locator(CURVES).first.wait_for(state="attached")
        page.get_by_text("8 validation images after epoch").wait_for()
        page.evaluate(WATCH_FRAMES)
        shown = page.locator(".live-curves__plot").first.get_attribute("aria-label")
        drawn = page.evaluate(EPOCHS_DRAWN)
        zoom_into_the_first_curve(page)
        zoomed = page.evaluate(X_RANGE)
        page.wait_for_function(f"({EPOCHS_DRAWN})() >= {drawn} + 6")
        assert page.locator(".live-curves__plot").first.get_attribute("aria-label") != shown
        assert page.evaluate(X_RANGE) == zoomed
        # The pictures say something new after each epoch; the run before can be taken away, and comes back.
        page.wait_for_function(f"({EPOCH_OF_PICTURES})() >= {drawn + 6}")
        assert page.evaluate(LINES_BEFORE) == [1, 1]
        switch = page.get_by_role("checkbox", name="The best run before: Trained <b>before</b>")
        switch.uncheck()
        page.wait_for_function(f"({LINES_BEFORE})().every((lines) => lines === 0)")
        switch.check()
        page.wait_for_function(f"({LINES_BEFORE})().every((lines) => lines === 1)")
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function("document.querySelector('.live-curves__plot').layout.xaxis.range[0] === 0.5")
    # The end of the run draws the whole page once; the curves stay where they are.
    page.get_by_text("Finished").wait_for()
    page.get_by_text("69.5 and 71.3").wait_for()
    wait_until_drawn(page)
    page.wait_for_function(f"seenFrames.frames > {page.evaluate(FRAMES)['frames']} + 40")
    frames = page.evaluate(FRAMES)
    assert (frames["blank"], frames["swaps"]) == (0, 0)
    # Plotly comes from the app, once; nothing comes from anywhere else.
    assert len([url for url in requested if url.endswith("/plotly.min.js")]) == 1
    assert [url for url in requested if not url.startswith((app, app.replace("http", "ws"), "blob:", "data:"))] == []


def test_stop_is_shown_before_the_worker_has_stopped_and_what_was_trained_stays(page, app, db, home):
    """benchmarks/page.py has the seconds."""
    may_stop = threading.Event()
    with a_run_with_an_epoch_a_second(db, home, known(page, app), name="To be stopped", may_stop=may_stop) as run:
        open_design_of(page, app, run)
        page.locator(CURVES).first.wait_for(state="attached")
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_role("button", name="Stopping …").wait_for()
        may_stop.set()
        page.get_by_text("Stopped on request").wait_for()
        page.get_by_role("button", name="Read the test set").wait_for()


def test_a_second_tab_shows_the_same_run(page, app, db, home):
    with a_run_with_an_epoch_a_second(db, home, known(page, app), name="Seen twice"):
        second = page.context.new_page()
        second.goto(app)
        second.get_by_text("Seen twice").wait_for()
        second.get_by_role("button", name="Stop", exact=True).wait_for()
        second.close()
