"""What is said of the shipped network, in sentences: whose it is, and that its silence proves nothing."""

from contextlib import suppress

from builder.settings import Settings
from builder.shipped.network import Shipped, ShippedError, is_shipped, shipped_network
from builder.store.runs.records import Run
from builder.words.none_of_these import silence
from builder.words.numbers import percent


def whose(shipped: Shipped) -> str:
    """Whose network it is, what it names and how well."""
    card, images = shipped.card, shipped.run.experiment.images
    return (
        f"This network comes with the app. It names photographs: {', '.join(images.classes)}. Of "
        f"{card.test.images:,} that it had never seen it names {percent(card.test.share)} rightly."
    )


def called(shipped: Shipped) -> str:
    """Its name, as that of the preset, in a sentence that has no end yet."""
    return f"It is called {shipped.card.name.split(',')[0]}"


def silence_of(settings: Settings, run: Run) -> str:
    """Beside an answer of this run's network that nothing is said against: that this proves nothing."""
    missed = None
    if is_shipped(run):
        with suppress(ShippedError):  # whoever asks the network itself says so
            shipped = shipped_network(settings)
            missed = None if shipped is None else shipped.card.none_of_these.missed
    return silence(len(run.experiment.images.classes), missed)
