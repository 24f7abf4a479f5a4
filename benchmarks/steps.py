"""What several steps in each call of TensorFlow gain: whole epochs with one step a call, and with several.

    BUILDER_CIFAR10=... python benchmarks/steps.py [--presets 0 3 4] [--batch 32] [--epochs 2] [--rounds 3]
                                                   [--precision float32]

Runs the product's engine on CIFAR-10, with validation, weights and checkpoints, in batches that divide an epoch. The
two take turns; a first epoch that compiles is not counted. Prints the seconds of an epoch (median over the rounds),
the median ratio with its lowest and highest, and what a first run of the design would choose, and how long it would
measure for that.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.datasets.images import Split  # noqa: E402
from builder.datasets.table import load_split  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.design.training.training import batches_per_pass  # noqa: E402
from builder.engine.fit import fit  # noqa: E402
from builder.engine.malloc import keep_freed_memory  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.engine.steps import choose_steps, most_steps  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import load_settings  # noqa: E402


class Silent:
    """A listener that ignores reports and requests nothing."""

    def phase(self, text) -> None: ...

    def progress(self, progress) -> None: ...

    def epoch(self, epoch, **kept) -> None: ...

    def stop_requested(self) -> bool:
        return False

    def pause_requested(self) -> bool:
        return False


def seconds_of_an_epoch(experiment: Experiment, split: Split, precision: str, steps: int) -> float:
    """The mean over the epochs after the first."""
    with tempfile.TemporaryDirectory() as folder:
        kept, checkpoints = Path(folder) / "kept", Path(folder) / "checkpoints"
        result = fit(experiment, split, Silent(), kept, checkpoints, precision, steps)
    return statistics.mean(epoch.seconds for epoch in result.epochs[1:])


def choice(experiment: Experiment, split: Split, precision: str) -> str:
    """What the first run of this design on a machine would choose."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        found = choose_steps(experiment, split.train.images, split.train.labels, precision, Path(folder))
        seconds = time.perf_counter() - began
    return f"{found.reason or 'Not worth measuring.'} ({seconds:.1f} s)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0", "3", "4"])
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", default="float32", choices=["float32", "mixed_bfloat16"])
    arguments = parser.parse_args()
    keep_freed_memory()
    split = load_split(get("0").experiment.data, load_settings())
    several = most_steps(batches_per_pass(len(split.train), arguments.batch))
    print(f"{processor()}, {len(split.train):,} images in batches of {arguments.batch}, {arguments.precision}")
    for preset in arguments.presets:
        experiment = get(preset).experiment
        batches = {"training": experiment.training.model_copy(update={"batch_size": arguments.batch})}
        experiment = experiment.model_copy(update=batches)
        chosen = choice(experiment, split, arguments.precision)
        short = {"epochs": 1 + arguments.epochs, "early_stopping": ()}
        experiment = experiment.model_copy(update={"training": experiment.training.model_copy(update=short)})
        rounds = [
            [seconds_of_an_epoch(experiment, split, arguments.precision, steps) for steps in (1, several)]
            for _ in range(arguments.rounds)
        ]
        one, many = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
        ratios = sorted(before / after for before, after in rounds)
        spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        print(f"project {preset}: an epoch {one:.1f} s with 1 step, {many:.1f} s with {several}; {spread}")
        print(f"    {chosen}", flush=True)


if __name__ == "__main__":
    main()
