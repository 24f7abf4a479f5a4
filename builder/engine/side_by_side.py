"""Two ways to train, timed in turns: a processor's speed drifts, and taking turns makes it drift for both alike."""

from collections.abc import Callable

#: Trains for about that many seconds, and returns images per second; warm-up has already run.
Trial = Callable[[float], float]

#: Odd, so that one of them is the median.
ROUNDS = 5
#: How long each way trains in a round.
SECONDS = 0.1


def side_by_side(one: Trial, other: Trial) -> tuple[float, float]:
    """Images per second of each, in the round with the median ratio."""
    rounds = [(one(SECONDS), other(SECONDS)) for _ in range(ROUNDS)]
    return sorted(rounds, key=lambda rates: rates[1] / rates[0])[ROUNDS // 2]
