"""A home as somebody leaves it after a first hour: small networks, trained on the digits by the real thing."""

import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from builder import jobs, presets
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store import visitors
from builder.store.runs.records import ENDED, Run, get_run
from builder.store.schema.database import open_database

#: What the browser of whoever trained these runs keeps in its cookie.
SECRET = "the-visitor-whose-pages-are-looked-at-one-by-one"
LONGEST_SECONDS = 600


class TrainedHome(NamedTuple):
    """A home, and the runs that ended there."""

    settings: Settings
    db: Engine
    first: Run
    better: Run
    guessing: Run
    without_epoch: Run

    def train(self, experiment: Experiment) -> Run:
        """A further run of the same visitor's, submitted."""
        return jobs.submit_run(self.settings, self.db, experiment, visitors.owner_of(SECRET))


def settings_in(home: Path) -> Settings:
    """A home without CIFAR-10, whose database is its own."""
    return Settings(home=home, cifar10=None, database_url=sqlite_url(home / DATABASE_FILE))


def train_in(home: Path) -> TrainedHome:
    """Trains two networks for a few epochs, one at a rate that is far too large, and one that is stopped at once."""
    settings = settings_in(home)
    db, owner = open_database(settings), visitors.owner_of(SECRET)

    def submitted(experiment: Experiment) -> Run:
        return jobs.submit_run(settings, db, experiment, owner)

    runs = [submitted(small(3)), submitted(named(wider(small(4)), "Project 0, 64 units")), submitted(hopeless())]
    stopped = submitted(named(small(5), "Stopped at once"))
    jobs.stop_run(settings, db, stopped.id, owner)
    ended = [_ended(db, run.id) for run in (*runs, stopped)]
    return TrainedHome(settings, db, *ended)


def small(epochs: int) -> Experiment:
    """Project 0 on the digits, for so many epochs."""
    return edited(presets.get("0").experiment.on("digits"), ("training", "epochs"), epochs)


def named(experiment: Experiment, name: str) -> Experiment:
    return experiment.model_copy(update={"name": name})


def wider(experiment: Experiment) -> Experiment:
    """Twice the units in the first dense block."""
    return edited(experiment, ("network", "dense_blocks", 0, "units"), 64)


def hopeless() -> Experiment:
    """A learning rate at which it does not learn."""
    return named(edited(small(2), ("training", "learning_rate", "rate"), 1.0), "Too fast")


def _ended(db: Engine, id: str) -> Run:
    deadline = time.monotonic() + LONGEST_SECONDS
    while (run := get_run(db, id)).state not in ENDED:
        if time.monotonic() > deadline:
            raise SystemExit(f"Run {id} has not ended after {LONGEST_SECONDS} seconds; it is {run.state}.")
        time.sleep(0.1)
    return run
