"""The live panel for tests: drawn from the store alone, read and pressed."""

from streamlit.testing.v1 import AppTest

from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.store import visitors
from builder.store.runs import attempts, lifecycle
from builder.ui.app import identity
from builder.ui.session import history
from tests.patience import HANG_SECONDS

SECRET = "s" * 43
ME = visitors.owner_of(SECRET)
#: What most runs here train.
OPENED = Experiment(training=Training(epochs=60))


def shown(script, opened=OPENED, **arguments) -> AppTest:
    """The panel for the visitor who has the design `opened` open."""
    app = AppTest.from_function(script, kwargs=arguments, default_timeout=HANG_SECONDS)
    app.session_state[identity.SECRET] = SECRET
    app.session_state[history.EXPERIMENT] = opened
    app.run()
    assert not app.exception
    return app


def build_page(owner):
    from builder.ui.run.panel import active_runs

    active_runs(owner)


def one_run(run_id):
    from builder.ui.run.panel import live_panel

    live_panel(run_id)


def submitted(db, name="Project 5", owner=ME, **training):
    return lifecycle.submit(db, Experiment(name=name, training=Training(epochs=60, **training)), owner)


def started(db, *, epochs=(), **more):
    """A running run with these validation accuracies, and its attempt's token."""
    run = submitted(db, **more)
    claimed, token = lifecycle.claim_next(db)
    assert claimed.id == run.id
    for number, accuracy in enumerate(epochs, start=1):
        epoch = Epoch(epoch=number, loss=1.0, accuracy=0.686, val_loss=1.1, val_accuracy=accuracy, seconds=1.0)
        best = 1 + max(range(number), key=lambda index: epochs[index])
        attempts.record_epoch(
            db, run.id, token, epoch, best_epoch=best, kept_epoch=number, validation_accuracy=accuracy, seconds=9.0
        )
        attempts.record_weights(db, run.id, token)
    return run, token


def text_of(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    return "\n".join([*(part.value for part in parts), *(block.proto.body for block in app.get("html"))])


def bars(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.get("progress")]


def button(app: AppTest, key: str):
    return next((found for found in app.button if found.key == key), None)


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value.replace("\N{NO-BREAK SPACE}", " "), metric.delta) for metric in app.metric}


def finished(db, **more):
    run, token = started(db, epochs=[0.6, 0.702, 0.69], **more)
    lifecycle.finish(
        db,
        run.id,
        token,
        end_reason=Told(text="Validation accuracy had not improved for 10 epochs"),
        seconds=125.0,
        test_correct=7043,
        test_count=10_000,
    )
    return run
