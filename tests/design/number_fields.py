"""Every number field of a design, of all registered kinds, and whether its model accepts a number."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from builder.design.base import Value
from builder.design.data import Data
from builder.design.network.blocks import CONV_BLOCKS, DENSE_BLOCKS
from builder.design.network.layers.base import LAYERS
from builder.design.training.augmentation import Augmentation
from builder.design.training.averaging import AVERAGES
from builder.design.training.losses import LOSSES
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import LEARNING_RATES
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training

KINDS = (CONV_BLOCKS, DENSE_BLOCKS, LAYERS, OPTIMIZERS, LEARNING_RATES, LOSSES, AVERAGES)
MODELS = (
    Augmentation,
    ProgressiveSize,
    Data,
    EarlyStopping,
    Training,
    *(model for kinds in KINDS for model in kinds.classes()),
)
#: What a model cannot be made without, whatever its other fields are.
NEEDED: dict[str, Any] = {"monitor": "val_loss", "filters": 1, "units": 1, "rate": 0.5}


def number_fields() -> Iterator[Any]:
    """Every field of a design that has bounds."""
    for model in MODELS:
        for name, field in model.model_fields.items():
            kind = next((kind for kind in (int, float) if kind.__name__ in str(field.annotation)), None)
            if kind is not None and "Literal" not in str(field.annotation) and "tuple" not in str(field.annotation):
                yield pytest.param(model, name, kind, id=f"{model.__name__}.{name}")


def accepts(model: type[Value], name: str, number: float) -> bool:
    needed = {each: value for each, value in NEEDED.items() if each in model.model_fields}
    try:
        return getattr(model(**needed | {name: number}), name) == number
    except ValidationError:
        return False
