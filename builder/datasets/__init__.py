"""The images that a run learns from: CIFAR-10, scikit-learn's digits, and a student's own photo.

`builder.datasets.photo` and `builder.datasets.download` are imported by those who use them.
"""

from builder.datasets.images import DatasetError, Images, Split
from builder.datasets.table import (
    DATASETS,
    Dataset,
    default_dataset,
    is_available,
    load_split,
    split_sizes,
    training_samples,
    validated_on,
    why_not,
)

__all__ = [
    "DATASETS",
    "Dataset",
    "DatasetError",
    "Images",
    "Split",
    "default_dataset",
    "is_available",
    "load_split",
    "split_sizes",
    "training_samples",
    "validated_on",
    "why_not",
]
