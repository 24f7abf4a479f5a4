"""How long one waits for a look inside a network: from the question to its answer in the store.

    python -m benchmarks.inside RUN [--times 20]

RUN is a run of the home that BUILDER_HOME names. The first answers are measured with an inference process that has just
been made ready for this run, as by opening its page, and the time of that beside them; the later ones with a new random
picture each. Prints medians and the slowest, in seconds.
"""

import argparse
import statistics
import time

import numpy as np

from builder import jobs
from builder.design.cost.maps import block_ends, map_layers
from builder.design.cost.summary import summarize
from builder.engine.processor import processor
from builder.settings import load_settings
from builder.store.runs.records import get_run
from builder.store.schema.database import open_database
from builder.store.sent_picture import SentPicture
from builder.store.tasks import get_task
from builder.words.reasons import said

POLL_SECONDS = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    settings = load_settings()
    db = open_database(settings)
    run = get_run(db, arguments.run)
    summary, random = summarize(run.experiment), np.random.default_rng()
    ends = [row.name for row in block_ends(summary)]
    questions = {
        "Grad-CAM of two classes": ("explain", {"likeliest": 2}),
        "occlusion of two classes": ("explain", {"likeliest": 2, "method": "occlusion"}),
        "growth over all snapshots": ("growth", {"likeliest": 2}),
        "every block's maps": ("feature-maps", {"layers": ends, "most": 4}),
        "a picture's way through all boxes": ("flow", {}),
        "one layer's maps": ("feature-maps", {"layers": [map_layers(summary)[0].name]}),
    }

    def seconds(kind: str, parameters: dict[str, object]) -> float:
        height, width, channels = run.experiment.images.shape
        pixels = random.integers(0, 256, (height, width, channels), dtype=np.uint8).tobytes()
        picture = SentPicture(height=height, width=width, channels=channels, pixels=pixels)
        began = time.perf_counter()
        task = jobs.ask(settings, db, kind, run_id=run.id, parameters=parameters, picture=picture)
        while task.state in ("queued", "working"):
            time.sleep(POLL_SECONDS)
            task = get_task(db, task.id)
        assert task.state == "done", said(task.error) if task.error else "no answer"
        return time.perf_counter() - began

    print(f"{processor()}; {run.name}, {run.parameters:,} parameters; later answers: {arguments.times} each")
    print(f"made ready (TensorFlow too, if no inference process ran): {seconds('ready', {}):.2f}")
    for title, (kind, parameters) in questions.items():
        first = seconds(kind, parameters)
        later = [seconds(kind, parameters) for _ in range(arguments.times)]
        print(f"{title}: first {first:.2f}, later {statistics.median(later):.2f}, slowest {max(later):.2f}")


if __name__ == "__main__":
    main()
