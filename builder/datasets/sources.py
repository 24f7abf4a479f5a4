"""Descriptions of the images of the built-in data sets: light to import, and registered on import."""

from builder.design.images import SOURCES, ImageSource

#: scikit-learn's handwritten digits, enlarged. The first source is the default of a design that names no images.
DIGITS = SOURCES.register(ImageSource(dataset="digits", shape=(32, 32, 3), classes=tuple("0123456789")))

CIFAR10 = SOURCES.register(
    ImageSource(
        dataset="cifar10",
        shape=(32, 32, 3),
        classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    )
)
