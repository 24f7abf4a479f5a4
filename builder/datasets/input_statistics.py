"""What a network's first layers take from the training images: means, variances, and filters that whiten.

Sums are of whole numbers and exact, so they are the same whatever the order of the images. Exported scripts carry
these functions as they stand here.
"""

import numpy as np


def channel_statistics(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each channel of uint8 images (N, height, width, channels), as numbers from 0 to 1."""
    total, squares = np.zeros((2, images.shape[-1]))
    for start in range(0, len(images), 500):
        pixels = images[start : start + 500].astype("float64").reshape(-1, images.shape[-1])
        total, squares = total + np.ones(len(pixels)) @ pixels, squares + np.einsum("nc,nc->c", pixels, pixels)
    mean, mean_square = total / images[..., 0].size, squares / images[..., 0].size
    return (mean / 255).astype("float32"), ((mean_square - mean**2) / 255**2).astype("float32")


def whitening_kernel(images: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Filters (2, 2, channels, 8 * channels) that whiten patches of 2x2 pixels (K. Jordan, arXiv 2404.00498), and their
    negatives: eigenvectors of the patches' covariance, each over the root of its eigenvalue plus 0.0005."""
    _, height, width, channels = images.shape
    total, products = np.zeros(4 * channels), np.zeros((4 * channels, 4 * channels))
    for start in range(0, len(images), 500):
        part = images[start : start + 500, : height // 2 * 2, : width // 2 * 2].astype("float64")
        cut = np.concatenate([part[:, y::2, x::2] for y in (0, 1) for x in (0, 1)], axis=-1).reshape(-1, 4 * channels)
        total, products = total + cut.sum(axis=0), products + cut.T @ cut
    count = len(images) * (height // 2) * (width // 2)
    deviation = 255 * np.sqrt(np.tile(variance.astype("float64"), 4))
    covariance = products / count - np.outer(total / count, total / count)
    values, vectors = np.linalg.eigh(covariance / np.outer(deviation, deviation))
    filters = (vectors / np.sqrt(np.maximum(values, 0) + 5e-4))[:, ::-1]
    return np.hstack([filters, -filters]).reshape(2, 2, channels, -1).astype("float32")
