"""The data of an experiment as the source of load_data()."""

from builder.datasets.scripts import Script
from builder.datasets.table import DATASETS, usual_sizes
from builder.design.data import Data

_LIMIT = """\
    train_images, train_labels = train_images[:{train}], train_labels[:{train}]
    val_images, val_labels = val_images[:{other}], val_labels[:{other}]
    test_images, test_labels = test_images[:{other}], test_labels[:{other}]
"""

_TRAINS_ON_VALIDATION = """\
    # The network is trained on its validation images too.
    # What is wrong with it: their accuracy then says how well they are remembered, and nothing about new images.
    train_images = np.concatenate([train_images, val_images])
    train_labels = np.concatenate([train_labels, val_labels])
"""

_RETURN = """\
    return (train_images, train_labels), (val_images, val_labels), (test_images, test_labels)
"""


def validation_count(data: Data) -> int:
    """How many validation images load_data() returns."""
    sizes = usual_sizes(data)
    if sizes is None:
        raise ValueError(unknown(data))
    return sizes[1]


def train_count(data: Data) -> int:
    """How many training images load_data() returns."""
    sizes = usual_sizes(data)
    if sizes is None:
        raise ValueError(unknown(data))
    return sizes[0]


def is_known(data: Data) -> bool:
    """Whether the data set is registered here, so that code can load it."""
    return data.dataset in DATASETS


def script_of(data: Data) -> Script:
    """How the data set is loaded; raises ValueError with a sentence if it is not registered here."""
    if not is_known(data):
        raise ValueError(unknown(data))
    return DATASETS[data.dataset].script


def splits_with_sklearn(data: Data) -> bool:
    """Whether load_data() needs scikit-learn to split the images."""
    return "train_test_split(" in script_of(data).code


def unknown(data: Data) -> str:
    """Why a design cannot be exported if its data set is not registered here."""
    return f"The data set {data.dataset} is not known here, so no code can load it; choose another data set."


def data_code(data: Data) -> str:
    """The source of load_data(), which returns (images, labels) for training, validation and test."""
    code = script_of(data).code.format(seed=data.split_seed)
    if data.limit is not None:
        code += _LIMIT.format(train=data.limit, other=data.limit // 4)
    if data.trains_on_validation:
        code += _TRAINS_ON_VALIDATION
    return code + _RETURN
