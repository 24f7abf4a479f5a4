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
            f"By their labels the network is wrong about {wrong} of these images, so it is too weak to judge labels: "
            "nearly all of its doubts are its own mistakes. Train one that is right more often."
        )
    return (
        f"The judge is the network, which by their labels is wrong about {wrong} of these images: the first doubts are "
        "the likeliest, and the picture decides."
    )
