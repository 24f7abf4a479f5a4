"""Keras on TensorFlow, set up in the one way that this product uses them.

Settings from the environment or from ~/.keras/keras.json must not change what a run computes, and
importing must be quick: it is most of the time between pressing Train and the first sign of progress.
"""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# By default TensorFlow uses oneDNN only on processors with AVX-512 or AMX. With AVX2 alone (an AMD EPYC, 2 cores)
# oneDNN trained project 0 3.3 times and project 8 1.5 times as fast as TensorFlow's own kernels.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
# Without this the first process takes a graphics card's whole memory and leaves none for a second.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")


class _Hidden(MetaPathFinder):
    """Hides packages from imports in this thread; other threads (one may be loading images) see them as usual."""

    def __init__(self, *names: str) -> None:
        self.names, self.thread = names, threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in self.names and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


@contextmanager
def _quick_import() -> Iterator[None]:
    """Cuts the import of Keras and TensorFlow from about 5 seconds to 3.

    Both import pandas, scikit-learn and SciPy if installed, for inputs that we never give them, and both
    work without. The garbage collector scans the modules again and again, and finds nothing.
    """
    hidden, collecting = _Hidden("pandas", "sklearn", "scipy"), gc.isenabled()
    sys.meta_path.insert(0, hidden)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
        sys.meta_path.remove(hidden)


with _quick_import():
    import keras
    import tensorflow as tf

keras.config.set_floatx("float32")
keras.config.set_image_data_format("channels_last")
keras.config.set_dtype_policy("float32")

__all__ = ["keras", "tf"]
