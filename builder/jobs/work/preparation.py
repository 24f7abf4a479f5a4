"""What a standby does before it has a run: load the engine, and make sure that images load quickly."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

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
