"""How exported code loads a data set's images without this product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """The source of the first part of load_data(), what it imports, and the images in words.

    `code` begins with "def load_data():" and leaves uint8 images (N, height, width, channels) and labels (N,) in
    train_images, train_labels, val_images, val_labels, test_images and test_labels, split by class from the seed
    written as {seed}. `imports` are the import lines it needs besides Keras and NumPy. `about` says in a sentence,
    without its full stop, what the images are.
    """

    code: str
    imports: tuple[str, ...]
    about: str
