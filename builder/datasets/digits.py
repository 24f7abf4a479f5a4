"""scikit-learn's handwritten digits, enlarged to the 32x32x3 that every network here takes."""

from importlib import metadata

import numpy as np

from builder.datasets.cache import cached
from builder.datasets.images import Choose, Images, Pool
from builder.datasets.scripts import Script
from builder.datasets.split import Counts
from builder.settings import Settings

COUNTS: Counts = (1797, None)


_CODE = '''\
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

SCRIPT = Script(
    _CODE,
    ("from scipy.ndimage import zoom", "from sklearn.datasets import load_digits"),
    "1,797 handwritten digits from scikit-learn, enlarged from 8 × 8 to 32 × 32 pixels",
)


def read_cached(settings: Settings) -> Pool:
    """`read`, cached in the app's home folder."""
    return cached(settings.datasets / "cache", "digits", fingerprint(), read)


def take(settings: Settings, choose: Choose) -> Images:
    """The images that `choose` picks."""
    return read_cached(settings).images.chosen(choose)


def read() -> Pool:
    """The 1,797 digits of scikit-learn, as one pool without a test set of its own."""
    # The file that `sklearn.datasets.load_digits` reads: each line has a digit's 64 pixels, then its class. Importing
    # scikit-learn would take a second or two, and 70 MB in the web server.
    file = metadata.distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    rows = np.loadtxt(str(file), delimiter=",", dtype=np.int64)
    return Pool(Images(enlarge(rows[:, :-1].reshape(-1, 8, 8)), rows[:, -1].astype(np.uint8)), None)


def fingerprint() -> str:
    """A value that changes whenever the images that `read` returns may change."""
    return f"digits bilinear {metadata.version('scikit-learn')}"


def enlarge(digits: np.ndarray) -> np.ndarray:
    """Integers (N, 8, 8) from 0 to 16 as uint8 (N, 32, 32, 3) from 0 to 255, four times as large.

    Bilinear, with pixel centres aligned: repeating pixels would give 4x4 blocks of one colour, in which
    a 3x3 kernel mostly sees nothing, and bicubic overshoots at strokes and must be clipped. The
    arithmetic is in whole numbers, so that every machine gets the same images.
    """
    eighths = _bilinear_eighths(8, 32)
    sums = eighths @ digits.astype(np.int64) @ eighths.T  # 64 x 16 at most
    grey = ((sums * 255 + 512) // 1024).astype(np.uint8)
    return np.repeat(grey[..., np.newaxis], 3, axis=-1)


def from_drawing(drawing: np.ndarray) -> np.ndarray:
    """Light strokes on dark, uint8 (height, width), made as these digits were: uint8 (32, 32, 3).

    They were cut to their strokes, scaled with their proportions to 32 x 32 pixels of black and white, and counted in
    blocks of 4 x 4 (E. Alpaydin, C. Kaynak, 1998). Without a stroke, all is dark.
    """
    written = drawing > 127
    if not written.any():
        return enlarge(np.zeros((1, 8, 8), np.int64))[0]
    rows, columns = (np.flatnonzero(written.any(axis=axis)) for axis in (1, 0))
    cut = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(32 * side / max(cut.shape))) for side in cut.shape)
    scaled = np.zeros((32, 32), bool)
    top, left = (32 - height) // 2, (32 - width) // 2
    scaled[top : top + height, left : left + width] = _resized(cut, height, width) > 127
    return enlarge(scaled.reshape(1, 8, 4, 8, 4).sum(axis=(2, 4)))[0]


def _resized(grey: np.ndarray, height: int, width: int) -> np.ndarray:
    from PIL import Image  # not for the supervisor, which does without

    return np.asarray(Image.fromarray(np.ascontiguousarray(grey)).resize((width, height), Image.Resampling.BILINEAR))


def _bilinear_eighths(small: int, large: int) -> np.ndarray:
    """(large, small) weights in eighths: a new pixel's centre lies 1, 3, 5 or 7 eighths past an old one's."""
    weights = np.zeros((large, small), dtype=np.int64)
    for pixel in range(large):
        position = 2 * pixel + 1 - 4  # eighths of an old pixel, counted from the first one's centre
        left, past = divmod(position, 8)
        weights[pixel, max(left, 0)] += 8 - past
        weights[pixel, min(left + 1, small - 1)] += past
    return weights
