"""What is computed for each look at a page, or each edit: milliseconds of each part, without a browser or a server.

    python benchmarks/parts.py [--rounds 200]

For each part: minimum, median, 95th percentile and maximum in milliseconds, and the most that it may take. On a busy
machine the minimum is the most reliable.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.page_app import told  # noqa: E402
from builder.datasets import augmented  # noqa: E402
from builder.design.cost.summary import summarize  # noqa: E402
from builder.design.network.blocks.conv import ConvBlock  # noqa: E402
from builder.design.network.blocks.dense import DenseBlock  # noqa: E402
from builder.design.network.network import Network  # noqa: E402
from builder.design.training.augmentation import Augmentation  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.jobs.executor.local import services  # noqa: E402
from builder.settings import DATABASE_FILE, Settings, sqlite_url  # noqa: E402
from builder.store.schema.database import open_database  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    print(f"{processor()}; load before: {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(home=home, database_url=sqlite_url(home / DATABASE_FILE))
        open_database(settings).dispose()
        held = services.take(home, "supervisor")  # as a supervisor holds it while it runs
        parts: dict[str, tuple[Callable[[], object], float]] = {
            "the summary of the largest design": (summary_of_the_largest(), 50),
            "the studio's 24 changes of an image": (changes_of_an_image(), 50),
            "opening a database that is there": (lambda: open_database(settings).dispose(), 50),
            "asking for a supervisor that runs": (lambda: services.ensure(settings, "supervisor"), 10),
        }
        for name, (part, most) in parts.items():
            print(told(name, milliseconds(part, rounds), most, digits=2), flush=True)
        if held is not None:
            held.release()
    print(f"load after: {os.getloadavg()[0]:.1f}")


def milliseconds(part: Callable[[], object], rounds: int) -> list[float]:
    """The milliseconds of each of `rounds` calls, after one that does not count."""
    part()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        part()
        times.append(1000 * (time.perf_counter() - began))
    return times


def summary_of_the_largest() -> Callable[[], object]:
    block = ConvBlock(convolutions=4, filters=512, batch_normalization="each", pooling="none", dropout=0.5)
    dense = DenseBlock(batch_normalization=True, dropout=0.5)
    network = Network(conv_blocks=(block,) * 8, dense_blocks=(dense,) * 4)
    return lambda: summarize(network)


def changes_of_an_image() -> Callable[[], object]:
    augmentation = Augmentation(
        rotation=15, width_shift=0.2, height_shift=0.2, shear=0.2, zoom=0.1, horizontal_flip=True
    )
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    draws = augmented.draw(24, 0)
    return lambda: augmented.changed(image, augmentation, draws)


if __name__ == "__main__":
    main()
