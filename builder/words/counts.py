"""Nouns with the number that they go with."""


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 epoch", "1,024 filters", "3 batches"; `many` is the plural where it is not `one` with an "s"."""
    return f"{number:,} {noun(number, one, many)}"


def classes(number: int) -> str:
    """ "ten classes", as the course says it, and other numbers in digits."""
    return f"{number_word(number)} {noun(number, 'class', 'classes')}"


def number_word(number: int) -> str:
    """ "ten", as the course says it, and other numbers in digits."""
    return "ten" if number == 10 else f"{number:,}"


def noun(number: int, one: str, many: str | None = None) -> str:
    """ "epoch" for 1, else "epochs"."""
    return one if number == 1 else many or f"{one}s"
