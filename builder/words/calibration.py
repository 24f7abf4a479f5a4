"""How sure a network may be, in sentences."""

from builder.analysis.calibration import Calibration

#: Up to this difference (a fraction) a network is said to be as sure as it is right.
CLOSE = 0.03
#: That a temperature was fitted, to whoever asks what a picture shows: more of it is on the run's page and on the card.
CHECKED = "How sure it says it is was checked on pictures that it had not learned from."


def sure_sentence(found: Calibration) -> str:
    """Whether it is surer than right, less sure, or just as sure."""
    known = [one for one in found.bins if one.confidence is not None and one.accuracy is not None]
    count = sum(one.images for one in known)
    if not count:
        return "There are no images to compare."
    sure = sum(one.images * (one.confidence or 0) for one in known) / count
    right = sum(one.images * (one.accuracy or 0) for one in known) / count
    told = f"On average it is {100 * sure:.0f} % sure, and right {100 * right:.0f} % of the time"
    if sure - right > CLOSE:
        return f"{told}: it is surer than it should be."
    if right - sure > CLOSE:
        return f"{told}: it is less sure than it could be."
    return f"{told}: it is about as sure as it is right."


def temperature_sentence(temperature: float | None, helps: bool = True) -> str:
    """What the temperature that was fitted does to the answers, where it comes from, and whether it is used."""
    if temperature is None:
        return (
            "No temperature was fitted: it needs at least 100 validation images that the network did not learn from, "
            "and a mistake among them."
        )
    does = "less sure" if temperature > 1 else "surer"
    if not helps:
        return (
            f"A temperature of {temperature:.2f}, which would make it {does}, was fitted to the validation images. It "
            "does not make the probabilities of these better, so it is not used."
        )
    return (
        f"Dividing its outputs by a temperature of {temperature:.2f} makes it {does}. No answer changes. The "
        "temperature was fitted to the validation images alone, and Classify uses it."
    )


def error_sentence(found: Calibration, images: str) -> str:
    """That the temperature in use makes the error on these images (in the plural) no smaller; empty where it does."""
    if found.ece_after is None or found.ece_after < found.ece:
        return ""
    return f"On these {images} the calibration error is no smaller with it."


def calibrated(temperature: float | None) -> str | None:
    """Beside an answer that has a temperature: where what it says of its own certainty comes from; None without one."""
    return None if temperature is None else CHECKED
