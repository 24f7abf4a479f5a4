"""What it costs to ask the network for eight images after each epoch, and to write down what it says.

    BUILDER_CIFAR10=... python benchmarks/followed.py [--preset 0] [--epochs 6] [--limit 4000]

Trains on the digits, and on CIFAR-10 if BUILDER_CIFAR10 names it, there on `--limit` images. Prints the median of an
epoch after the first, validation included, the median of asking and writing after it, and the share.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.steps import Silent  # noqa: E402
from builder.datasets.followed import followed_images  # noqa: E402
from builder.datasets.table import load_split  # noqa: E402
from builder.design.images import SOURCES  # noqa: E402
from builder.engine import fit as fitting  # noqa: E402
from builder.engine.followed import Followed  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import load_settings  # noqa: E402
from builder.store.artifacts.followed import Followed as Kept  # noqa: E402
from builder.store.artifacts.followed import save_followed  # noqa: E402
from builder.store.artifacts.local import LocalArtifacts  # noqa: E402
from builder.store.ids import new_id  # noqa: E402


def measure(dataset: str, limit: int | None, preset: str, epochs: int) -> str:
    design = get(preset).experiment
    data = design.data.model_copy(update={"images": SOURCES[dataset], "limit": limit})
    training = design.training.model_copy(update={"epochs": epochs, "early_stopping": ()})
    design = design.model_copy(update={"data": data, "training": training})
    split = load_split(data, load_settings())
    shown, are_tricky = followed_images(split.validation, data.split_seed)
    spent, follow = [], fitting._follow

    def timed(*given) -> None:
        began = time.perf_counter()
        follow(*given)
        spent.append(time.perf_counter() - began)

    fitting._follow = timed
    with tempfile.TemporaryDirectory() as folder:
        store, run_id = LocalArtifacts(Path(folder)), new_id()

        def tell(epoch, said) -> None:
            save_followed(store, run_id, Kept(epoch, shown.images, shown.labels, said, are_tricky))

        followed = Followed(shown.images, tell)
        result = fitting.fit(design, split, Silent(), store.folder(run_id), followed=followed)
    fitting._follow = follow
    epoch = statistics.median(one.seconds for one in result.epochs[1:])
    asked = statistics.median(spent[1:])
    return (
        f"{dataset}, {len(split.train):,} images: an epoch {1000 * epoch:,.0f} ms, asking and writing "
        f"{1000 * asked:.1f} ms ({asked / epoch:.2%}); after the first epoch, which traces, {1000 * spent[0]:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="0")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--limit", type=int, default=4000)
    arguments = parser.parse_args()
    print(processor(), flush=True)
    print(measure("digits", None, arguments.preset, arguments.epochs), flush=True)
    if load_settings().cifar10 is not None:
        print(measure("cifar10", arguments.limit, arguments.preset, arguments.epochs))


if __name__ == "__main__":
    main()
