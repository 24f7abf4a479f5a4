"""How much to believe of doubtful labels."""

from builder.words.numbers import plain_percent


def how_much_to_believe(accuracy: float) -> str:
    """What a person should know before looking at the doubts of a network of this accuracy (0 to 1), in a sentence."""
    wrong = plain_percent(1 - accuracy)
    return (
        f"The judge is the network, which by their labels is wrong about {wrong} of these images: the first doubts are "
        "the likeliest, and the picture decides."
    )
