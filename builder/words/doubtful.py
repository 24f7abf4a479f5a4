"""How much to believe of doubtful labels."""

from builder.words.numbers import plain_percent

#: A network that is right less often than this is too weak to judge labels.
TOO_WEAK = 0.5


def is_too_weak(accuracy: float) -> bool:
    """Whether a network of this accuracy (0 to 1) errs so often that its doubts say nothing about the labels."""
    return accuracy < TOO_WEAK


def how_much_to_believe(accuracy: float) -> str:
    """What a person should know before looking at the doubts of a network of this accuracy (0 to 1), in a sentence."""
    wrong = plain_percent(1 - accuracy)
    if is_too_weak(accuracy):
        return (
            f"By their labels the network gets {wrong} of these images wrong, so it is too weak to judge labels: "
            "nearly all of its doubts are its own mistakes. Train one that is right more often."
        )
    return (
        f"By their labels the network, which is the judge here, gets {wrong} of these images wrong. Its first doubts "
        "are the most likely to be right; look at the picture and decide."
    )
