"""The images of the data sets that come with the product, described: light to import, and registered on import."""

from builder.design.images import SOURCES, ImageSource

#: scikit-learn's handwritten digits, enlarged. The first is what a design takes that names no images.
DIGITS = SOURCES.register(ImageSource(dataset="digits", shape=(32, 32, 3), classes=tuple("0123456789")))

CIFAR10 = SOURCES.register(
    ImageSource(
        dataset="cifar10",
        shape=(32, 32, 3),
        classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    )
)
