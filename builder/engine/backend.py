"""Keras on TensorFlow, set up the one way that this product uses them.

Settings from the environment or from ~/.keras/keras.json must not change what a run computes, and
importing must be quick: it is most of the time between pressing Train and the first moving number.
"""

import os
import sys
import threading
from importlib.abc import MetaPathFinder

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Without this the first process takes a graphics card's whole memory, and nothing is left for a second.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")


class _NotNeeded(MetaPathFinder):
    """Hides from this thread what Keras imports if it is there but that we never use with it.

    Keras guards these imports, as its own installation has neither: without them it loads 1.4 seconds
    sooner. Other threads (one may be loading images) see them as ever.
    """

    names = frozenset({"pandas", "sklearn"})

    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def find_spec(self, name: str, path=None, target=None) -> None:
        if name in self.names and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


_hidden = _NotNeeded()
sys.meta_path.insert(0, _hidden)
try:
    import keras
    import tensorflow as tf
finally:
    sys.meta_path.remove(_hidden)

keras.config.set_floatx("float32")
keras.config.set_image_data_format("channels_last")
keras.config.set_dtype_policy("float32")

__all__ = ["keras", "tf"]
