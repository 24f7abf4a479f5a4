"""Two ways to train, timed in turns: a processor's speed wanders, and what takes turns wanders together."""

from collections.abc import Callable

#: Trains for about so many seconds, and gives images per second; warm-up has already run.
Trial = Callable[[float], float]

#: Odd, so that one of them is the middle.
ROUNDS = 5
#: How long each way trains in a round.
SECONDS = 0.1


def side_by_side(one: Trial, other: Trial) -> tuple[float, float]:
    """Images per second of each, in the round whose ratio is the median of all rounds."""
    rounds = [(one(SECONDS), other(SECONDS)) for _ in range(ROUNDS)]
    return sorted(rounds, key=lambda rates: rates[1] / rates[0])[ROUNDS // 2]
