"""What a run came to, in one sentence that a person may say to somebody else."""

#: Up to this factor of what guessing gets, a network is said to guess.
NEAR_GUESSING = 1.25


def headline(share: float, classes: int, images: str) -> str:
    """An accuracy in words: "It gets 7 of 10 new pictures right." `share` is a fraction, `images` what it is of."""
    if share <= NEAR_GUESSING / classes:
        return "It does hardly better than guessing."
    if share >= 0.995:
        return f"It gets {'all' if share == 1 else 'nearly all'} {images} right."
    tenths = round(10 * share)
    if 0 < tenths < 10 and abs(share - tenths / 10) < 0.02:
        return f"It gets {tenths} of 10 {images} right."
    return f"It gets {round(100 * share)} of 100 {images} right."
