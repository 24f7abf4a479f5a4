"""How long a backup and a restore take, and how long a writer of the database waits beside the backup.

    python benchmarks/backup.py [--runs 1000]

Fills a home with ended runs (100 epochs, 1 MB of weights and 0.4 MB of predictions each), backs it up while another
thread writes to the database a hundred times a second, and restores it.
"""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.app_process import new_home  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.settings import DATABASE_FILE, Settings, sqlite_url  # noqa: E402
from builder.store.backup.restore import restore  # noqa: E402
from builder.store.backup.save import save  # noqa: E402
from builder.store.ids import new_id  # noqa: E402
from builder.store.runs.design_text import design_text  # noqa: E402
from builder.store.schema import tables  # noqa: E402
from builder.store.schema.database import check_writing, open_database, writing  # noqa: E402

WEIGHTS, PREDICTIONS = os.urandom(1_000_000), os.urandom(400_000)
EPOCH = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5, "seconds": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    count = parser.parse_args().runs
    with new_home() as folder:
        settings = settings_of(folder / "home")
        settings.home.mkdir()
        db = open_database(settings)
        fill(settings, db, count)
        waits, stop = [], threading.Event()
        writer = threading.Thread(target=write, args=(db, waits, stop))
        writer.start()
        began = time.perf_counter()
        saved = save(settings, db, folder / "backup.tar")
        backed_up = time.perf_counter() - began
        stop.set()
        writer.join()
        db.dispose()
        began = time.perf_counter()
        restore(settings_of(folder / "restored"), folder / "backup.tar")
        restored = time.perf_counter() - began
    print(
        f"{saved.runs:,} runs, {saved.bytes / 1e6:,.0f} MB: backup {backed_up:.1f} s, longest wait of a writer "
        f"{max(waits):.2f} s, restore {restored:.1f} s"
    )


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url=sqlite_url(home / DATABASE_FILE))


def fill(settings: Settings, db: Engine, count: int) -> None:
    """Adds so many finished runs with their files."""
    design, ids = design_text(Experiment(name="Large")), [new_id() for _ in range(count)]
    common = {"name": "Large", "owner": "a" * 64, "experiment": design, "dataset": "digits", "parameters": 1}
    ended = {"state": "finished", "submitted_at": 1.0, "ended_at": 2.0, "epochs": 100, "has_weights": True}
    with writing(db) as connection:
        connection.execute(insert(tables.runs), [common | ended | {"id": id} for id in ids])
        for id in ids:
            rows = [EPOCH | {"run_id": id, "epoch": epoch} for epoch in range(1, 101)]
            connection.execute(insert(tables.epochs), rows)
    for id in ids:
        folder = settings.artifacts / id
        folder.mkdir(parents=True)
        (folder / "spec.json").write_text(design, encoding="utf-8")
        (folder / "weights.safetensors").write_bytes(WEIGHTS)
        (folder / "test_predictions.safetensors").write_bytes(PREDICTIONS)


def write(db: Engine, waits: list[float], stop: threading.Event) -> None:
    """Notes how long each write took."""
    while not stop.is_set():
        began = time.perf_counter()
        check_writing(db)
        waits.append(time.perf_counter() - began)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
