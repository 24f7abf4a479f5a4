"""The data of an experiment as the source of load_data()."""

from builder.design.experiment import Data

_CIFAR10 = '''\
def load_data():
    """CIFAR-10 (downloaded by Keras): uint8 images (N, 32, 32, 3) and labels (N,), split by class."""
    (images, labels), (test_images, test_labels) = keras.datasets.cifar10.load_data()
    labels, test_labels = labels.ravel(), test_labels.ravel()
    train_images, val_images, train_labels, val_labels = train_test_split(
        images, labels, test_size=10_000, stratify=labels, random_state={seed}
    )
'''

_DIGITS = '''\
def load_data():
    """scikit-learn's 1,797 digits as uint8 images (N, 32, 32, 3) and labels (N,), split by class."""
    digits = load_digits()
    grey = zoom(digits.images * (255 / 16), (1, 4, 4), order=1, mode="nearest", grid_mode=True).round().astype("uint8")
    images, labels = np.repeat(grey[..., None], 3, axis=-1), digits.target
    rest_images, test_images, rest_labels, test_labels = train_test_split(
        images, labels, test_size=299, stratify=labels, random_state={seed}
    )
    train_images, val_images, train_labels, val_labels = train_test_split(
        rest_images, rest_labels, test_size=299, stratify=rest_labels, random_state={seed}
    )
'''

_LIMIT = """\
    train_images, train_labels = train_images[:{train}], train_labels[:{train}]
    val_images, val_labels = val_images[:{other}], val_labels[:{other}]
    test_images, test_labels = test_images[:{other}], test_labels[:{other}]
"""

_TRAINS_ON_VALIDATION = """\
    # Very likely what the slides did in projects 16 and 18: the network is trained on its validation images too.
    # What is wrong with it: their accuracy then says how well they are remembered, and nothing about new images.
    train_images = np.concatenate([train_images, val_images])
    train_labels = np.concatenate([train_labels, val_labels])
"""

_RETURN = """\
    return (train_images, train_labels), (val_images, val_labels), (test_images, test_labels)
"""


_SOURCES = {"cifar10": _CIFAR10, "digits": _DIGITS}

#: Validation images in each source's split, where no limit cuts it.
_VALIDATION_IMAGES = {"cifar10": 10_000, "digits": 299}


def uses_scikit_learn(data: Data) -> bool:
    """Whether the images themselves come from scikit-learn."""
    return data.dataset == "digits"


def validation_count(data: Data) -> int:
    """How many validation images load_data() returns."""
    count = _VALIDATION_IMAGES[data.dataset]
    return count if data.limit is None else min(count, data.limit // 4)


def data_code(data: Data) -> str:
    """The source of load_data(), which returns (images, labels) for training, validation and test."""
    code = _SOURCES[data.dataset].format(seed=data.split_seed)
    if data.limit is not None:
        code += _LIMIT.format(train=data.limit, other=data.limit // 4)
    if data.trains_on_validation:
        code += _TRAINS_ON_VALIDATION
    return code + _RETURN
