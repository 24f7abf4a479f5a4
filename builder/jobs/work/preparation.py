"""What a standby does before it has a run: load the engine, and make sure that images load quickly."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from builder.datasets.images import Split
from builder.datasets.table import DATASETS, default_dataset, is_available, load_split
from builder.design.data import Data
from builder.settings import Settings

log = logging.getLogger("builder.jobs.worker")

#: The data sets that are being loaded; empty in a worker that was started for its run.
Loading = dict[str, "Future[None]"]


def prepare(settings: Settings) -> Loading:
    """Loads TensorFlow, and at the same time every available data set; returns when TensorFlow is loaded.

    What fails here fails again, with a sentence, in the run that needs it.
    """
    first = default_dataset(settings)
    names = [first, *(name for name in DATASETS if name != first and is_available(name, settings))]
    images = ThreadPoolExecutor(1)  # one after the other: TensorFlow has the other processor
    loading = {name: images.submit(_load, name, settings) for name in names}
    images.shutdown(wait=False)
    try:
        from builder.engine.fit import fit  # noqa: F401
        from builder.engine.processor import processor  # noqa: F401
    except Exception:
        log.exception("TensorFlow could not be loaded")
    else:
        log.info("ready: TensorFlow is loaded")
    return loading


def measure_while_waiting(folder: Path, loading: Loading, orders: "SimpleQueue[tuple[str, str]]") -> None:
    """Measures this machine's pace, once, while the standby has nothing to do; whoever presses Train ends it.

    `folder` is where measurements are kept. What fails here only leaves a time unknown.
    """
    try:
        from builder.engine.pace import measure_pace
    except Exception:
        return  # TensorFlow could not be loaded, as was said
    while orders.empty() and not all(images.done() for images in loading.values()):
        time.sleep(0.05)  # two at once would measure each other
    try:
        if measure_pace(folder, lambda: not orders.empty()) is not None:
            log.info("ready: the pace of this machine is known")
    except Exception:
        log.exception("The pace of this machine could not be measured")


def load_when_ready(data: Data, settings: Settings, loading: Loading) -> Split:
    """`load_split` once its data set is no longer being loaded; the others are cancelled. Raises DatasetError."""
    for name, images in loading.items():
        if name != data.dataset:
            images.cancel()
    if data.dataset in loading:
        loading[data.dataset].exception()  # waits; the next line reports what went wrong
    return load_split(data, settings)


def _load(name: str, settings: Settings) -> None:
    """Reads the images once, so that they are cached in the home, and in the system's memory for a while."""
    load_split(Data(images=DATASETS[name].source), settings)
    log.info("ready: %s is loaded", name)
