"""Training speed against the plain Keras script that a student would have written, side by side.

    python benchmarks/speed.py [--presets 0 3 4 8 15 16] [--images 8000] [--rounds 3] [--precision auto] [--overhead]
        [--torch]

Each round trains with the product's engine as a worker does (in the number format that is faster here, with callbacks,
checkpoints, weights and progress into a store; `--precision` pins the format) and with the exported script's network
and `model.fit` on float arrays (ImageDataGenerator if there is augmentation), in turn, each in its own process, on the
same images (random bytes: speed does not depend on what they show). Prints images per second of both, training and
validation together, and their ratio with its minimum and maximum over the rounds; above 1 the engine is faster. An
epoch is timed from the end of the previous one to its own end, including everything written in between; the first of
each process, which traces the graph, is not counted.

With `--overhead` a third process trains with the engine's network, format and stream of batches but without callback,
checkpoints and store, and their cost is printed as a share of the training time.

With `--torch` eager PyTorch trains the projects 0 to 18 too, in an environment that the benchmark makes once in the
user's cache (several gigabytes: the registry's PyTorch comes with CUDA), channels last, under `torch.autocast` where
the engine chose bfloat16. Then no side augments, and all evaluate as good as nothing, so that the work is the same.
"""

import argparse
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import get_args

import platformdirs

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.speed_sides import EPOCHS, Work  # noqa: E402
from builder.design.training.training import Precision  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0", "3", "4", "8", "15", "16"])
    parser.add_argument("--images", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", default="auto", choices=["auto", *get_args(Precision)])
    parser.add_argument("--overhead", action="store_true")
    parser.add_argument("--torch", action="store_true", help="beside eager PyTorch, on the training alone")
    arguments = parser.parse_args()
    from builder.engine.processor import processor

    print(f"{arguments.images:,} training images, {arguments.rounds} rounds, {processor()}")
    others = ("plain", "torch") if arguments.torch else ("plain",)
    sides = ("engine", *others, "bare") if arguments.overhead else ("engine", *others)
    ratios: dict[str, list[float]] = {other: [] for other in others}
    for id in arguments.presets:
        work = Work(id, arguments.images, alone=arguments.torch)
        runs = [_round(sides, work, arguments.precision) for _ in range(arguments.rounds)]
        rounds = [{side: _seconds(ends) for side, ends in run["ends"].items()} for run in runs]
        told = [f"engine {work.seen / statistics.median(times['engine'] for times in rounds):8,.0f} images/s"]
        for other in others:
            each = [times[other] / times["engine"] for times in rounds]
            ratios[other].append(statistics.median(each))
            speed = work.seen / statistics.median(times[other] for times in rounds)
            told.append(f"{other} {speed:8,.0f}, ratio {ratios[other][-1]:.2f} ({min(each):.2f} to {max(each):.2f})")
        print(f"project {id:>3}: {', '.join(told)}, {_formats(runs)}", flush=True)
        if arguments.overhead:
            costs = [100 * (1 - times["bare"] / times["engine"]) for times in rounds]
            print(
                f"             callback, checkpoints and store take {statistics.median(costs):.1f} % "
                f"({min(costs):.1f} to {max(costs):.1f})",
                flush=True,
            )
    for other, found in ratios.items():
        print(f"geometric mean of the ratios to {other}: {math.exp(statistics.mean(map(math.log, found))):.2f}")


def _round(sides: tuple[str, ...], work: Work, precision: str) -> dict:
    """When each epoch ended on each side, the engine first, and the format that the engine chose."""
    ends = {}
    for side in sides:
        with tempfile.TemporaryDirectory() as home:
            environment = os.environ | {"BUILDER_HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3"}
            told = json.dumps([side, *work, precision])
            command = [sys.executable, str(ROOT / "benchmarks" / "speed_sides.py"), told]
            if side == "torch":
                (Path(home) / "told.json").write_text(json.dumps(_for_torch(work, precision)), encoding="utf-8")
                command = [str(torch_python()), str(ROOT / "benchmarks" / "torch_side.py"), f"{home}/told.json"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{side} did not train project {work.id}: {done.stderr.strip()[-500:]}")
        ends[side], chosen = json.loads(done.stdout.splitlines()[-1])
        precision = chosen or precision
    return {"ends": ends, "precision": precision}


def _for_torch(work: Work, precision: str) -> dict:
    """What `torch_side.py` reads."""
    experiment = work.experiment(precision)
    training = experiment.training
    return {
        "layers": [node.layer.model_dump() for node in experiment.network.lower(experiment.images)],
        "optimizer": training.optimizer.title,
        "rate": training.learning_rate.rate,
        "batch_size": training.batch_size,
        "images": work.images,
        "epochs": EPOCHS,
        "precision": precision,
    }


def torch_python() -> Path:
    """The Python of the environment that has PyTorch, made where it is not there yet."""
    folder = Path(platformdirs.user_cache_dir("model-builder-benchmarks", appauthor=False)) / "torch"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"Installing PyTorch into {folder} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "torch", "numpy"], check=True)
        (folder / "ready").touch()
    return python


def _seconds(ends: list[float]) -> float:
    """The fastest epoch after the first one, in seconds, validation included."""
    return min(end - before for before, end in itertools.pairwise(ends))


def _formats(runs: list[dict]) -> str:
    """The formats that the engine chose, without repeats."""
    return " and ".join(dict.fromkeys(run["precision"] for run in runs))


if __name__ == "__main__":
    main()
