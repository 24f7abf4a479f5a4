"""What is said of calibrated probabilities."""


def calibrated(temperature: float | None) -> str | None:
    """That the probabilities of an answer are calibrated, in one sentence; None where they are as the network says."""
    if temperature is None:
        return None
    less = "less sure" if temperature > 1 else "surer"
    return (
        f"Its probabilities are calibrated on its validation images: a temperature of {temperature:.2f} makes it "
        f"{less} and changes no answer."
    )
