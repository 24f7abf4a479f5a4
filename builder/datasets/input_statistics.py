"""What a network's first layers take from the training images: means, variances, and filters that whiten.

Sums are of whole numbers and exact, so they are the same whatever the order of the images that they are of. Exported
scripts do the same (`export/input_code.py`), to the last bit.
"""

import numpy as np

#: Patches are taken from so many images, as in the original.
PATCH_IMAGES = 5_000


def channel_statistics(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each channel of uint8 images (N, height, width, channels), as numbers from 0 to 1."""
    mean = images.mean(axis=(0, 1, 2))
    mean_square = np.einsum("nhwc,nhwc->c", images, images, dtype="int64") / images[..., 0].size
    return (mean / 255).astype("float32"), ((mean_square - mean**2) / 255**2).astype("float32")


def whitening_kernel(images: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Filters (2, 2, channels, 8 * channels) that whiten patches of 2x2 pixels (K. Jordan, arXiv 2404.00498), and their
    negatives: eigenvectors of the patches' covariance, each over the root of its eigenvalue plus 0.0005.

    The patches are those of the first PATCH_IMAGES images, each channel divided by the root of its `variance`.
    """
    _, height, width, channels = images.shape
    part = images[:PATCH_IMAGES, : height // 2 * 2, : width // 2 * 2].astype("float64")
    patches = np.concatenate([part[:, y::2, x::2] for y in (0, 1) for x in (0, 1)], axis=-1).reshape(-1, 4 * channels)
    means, scales = patches.mean(axis=0), 255 * np.sqrt(np.tile(np.where(variance > 0, variance, 1), 4))
    covariance = (patches.T @ patches / len(patches) - np.outer(means, means)) / np.outer(scales, scales)
    values, vectors = np.linalg.eigh(covariance)
    filters = (vectors / np.sqrt(values.clip(0) + 5e-4))[:, ::-1]
    return np.hstack([filters, -filters]).reshape(2, 2, channels, -1).astype("float32")
