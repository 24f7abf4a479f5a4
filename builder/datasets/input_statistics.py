"""What a network's first layers take from the training images: means, variances, and filters that whiten.

Sums are of whole numbers and exact, so they are the same whatever the order of the images. Exported scripts carry
these functions as they stand here.
"""

import numpy as np


def channel_statistics(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each channel, float32 (channels,), of uint8 images (N, height, width, channels).

    They are those of the pixels as numbers from 0 to 1.
    """
    count, total, squares = images[..., 0].size, np.zeros(images.shape[-1]), np.zeros(images.shape[-1])
    for start in range(0, len(images), 500):
        pixels = images[start : start + 500].astype("float64").reshape(-1, images.shape[-1])
        total, squares = total + np.ones(len(pixels)) @ pixels, squares + np.einsum("nc,nc->c", pixels, pixels)
    mean = total / count
    return (mean / 255).astype("float32"), ((squares / count - mean**2) / 255**2).astype("float32")


def whitening_kernel(images: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """A kernel float32 (2, 2, channels, 8 * channels) that whitens patches of 2x2 pixels, and its negatives.

    The filters are the eigenvectors of the patches' covariance, each divided by the root of its eigenvalue plus
    0.0005 (K. Jordan, arXiv 2404.00498). Every second patch of uint8 images (N, height, width, channels) counts, as
    numbers from 0 to 1 divided by the root of their channel's `variance`.
    """
    _, height, width, channels = images.shape
    rows, columns, numbers = height // 2, width // 2, 4 * channels
    total, products = np.zeros(numbers), np.zeros((numbers, numbers))
    for start in range(0, len(images), 500):
        part = images[start : start + 500, : 2 * rows, : 2 * columns].astype("float64")
        cut = part.reshape(len(part), rows, 2, columns, 2, channels).transpose(0, 1, 3, 2, 4, 5)
        patches = cut.reshape(-1, numbers)
        total, products = total + patches.sum(axis=0), products + patches.T @ patches
    count = len(images) * rows * columns
    deviation = 255 * np.sqrt(np.tile(variance.astype("float64"), 4))
    covariance = products / count - np.outer(total / count, total / count)
    values, vectors = np.linalg.eigh(covariance / np.outer(deviation, deviation))
    filters = (vectors / np.sqrt(np.maximum(values, 0) + 5e-4))[:, ::-1]
    kernel = np.concatenate([filters, -filters], axis=1)
    return kernel.reshape(2, 2, channels, 2 * numbers).astype("float32")
