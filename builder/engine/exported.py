"""A trained network in the formats of other programs. This product writes them, and never reads one."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from builder.engine.backend import keras, tf
from builder.engine.errors import NotWrittenError
from builder.progress.failure import NotWritten


def _keras(model: keras.Model, file: Path) -> None:
    model.save(file)


def _onnx(model: keras.Model, file: Path) -> None:
    model.export(file, format="onnx", verbose=False)


def _tflite(model: keras.Model, file: Path) -> None:
    file.write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())


_WRITE: dict[str, Callable[[keras.Model, Path], None]] = {"keras": _keras, "onnx": _onnx, "tflite": _tflite}


def write_exported(model: keras.Model, format: str, file: Path) -> None:
    """Writes `model` as `file`, whole or not at all, in the format "keras", "onnx" or "tflite".

    Each takes (batch, height, width, channels) float32 from 0 to 1 and gives the probability of each class; the layers
    of a .keras file are named as in the summary. "onnx" needs the packages onnx and tf2onnx. Raises NotWrittenError if
    the disk is full or read-only.
    """
    aside = file.with_name(f"{file.stem}.{os.getpid()}{file.suffix}")
    try:
        _WRITE[format](model, aside)
        os.replace(aside, file)
    except OSError as error:
        reason = str(error.strerror or error)
        raise NotWrittenError(NotWritten(what="weights", folder=str(file.parent), reason=reason)) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
