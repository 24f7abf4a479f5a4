"""What several steps in each call of TensorFlow gain: the same epochs with one, and with the most that divide them.

    python benchmarks/steps.py [--presets 0] [--batches 32 64 128 512] [--images 8000] [--rounds 5]
                               [--precision float32]

Random images, no validation, the product's input pipeline and Keras's own loop with one callback a call, as the
engine has it. The two take turns in every round; prints the multiply-adds of a batch, images per second (median over
the rounds) and the median ratio with its lowest and highest.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.engine.backend import keras  # noqa: E402
from builder.engine.build import build_model, compile_model  # noqa: E402
from builder.engine.memory import keep_freed_memory  # noqa: E402
from builder.engine.pipeline import training_batches  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.engine.steps import most_steps  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.spec.summary import summarize  # noqa: E402
from builder.spec.training import Training, batches_per_pass  # noqa: E402


class Epochs:
    """One compiled network that trains an epoch whenever it is asked to."""

    def __init__(self, preset: str, batch_size: int, images: int, precision: str, steps: int) -> None:
        experiment = get(preset).experiment
        self.training: Training = experiment.training.model_copy(update={"batch_size": batch_size})
        chance = np.random.default_rng(0)
        self.images = chance.integers(0, 256, (images, 32, 32, 3), np.uint8)
        self.labels = chance.integers(0, 10, images, np.uint8)
        self.model = build_model(experiment.network, seed=0, precision=precision)
        compile_model(self.model, self.training, steps)
        self.train()  # traces

    def train(self) -> float:
        """Images per second over one epoch."""
        began = time.perf_counter()
        self.model.fit(
            training_batches(self.images, self.labels, self.training),
            steps_per_epoch=batches_per_pass(len(self.images), self.training.batch_size),
            callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: logs["loss"])],
            shuffle=False,
            verbose=0,
        )
        return len(self.images) / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0"])
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 64, 128, 512])
    parser.add_argument("--images", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precision", default="float32", choices=["float32", "mixed_bfloat16"])
    arguments = parser.parse_args()
    keep_freed_memory()
    print(f"{processor()}, {arguments.images:,} images, {arguments.rounds} rounds, {arguments.precision}")
    for preset in arguments.presets:
        for batch_size in arguments.batches:
            given = (preset, batch_size, arguments.images, arguments.precision)
            several = most_steps(batches_per_pass(arguments.images, batch_size))
            one, many = Epochs(*given, 1), Epochs(*given, several)
            rates = [(one.train(), many.train()) for _ in range(arguments.rounds)]
            ratios = sorted(after / before for before, after in rates)
            before, after = (statistics.median(rate) for rate in zip(*rates, strict=True))
            spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
            millions = summarize(get(preset).experiment.network).multiply_adds * batch_size / 1e6
            print(
                f"project {preset}, batch {batch_size} ({millions:,.0f} million multiply-adds): "
                f"1 step {before:,.0f} images/s, {several} steps {after:,.0f}, {spread}"
            )


if __name__ == "__main__":
    main()
