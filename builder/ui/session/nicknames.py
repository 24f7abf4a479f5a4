"""Suggested nicknames, so that nobody has to invent one before their first training run."""

from hashlib import sha256

_MANNERS = (
    "Brave", "Bright", "Calm", "Clever", "Curious", "Eager", "Gentle", "Happy",
    "Honest", "Keen", "Kind", "Lively", "Lucky", "Patient", "Quick", "Quiet",
)  # fmt: skip
_ANIMALS = (
    "Badger", "Beaver", "Condor", "Dolphin", "Falcon", "Gecko", "Heron", "Ibex",
    "Jaguar", "Koala", "Lynx", "Marten", "Otter", "Puffin", "Robin", "Tapir",
)  # fmt: skip


def suggested(owner: str) -> str:
    """The nickname suggested to that owner: always the same one, for example "Quiet Otter 42"."""
    digest = sha256(owner.encode()).digest()
    manner = _MANNERS[digest[0] % len(_MANNERS)]
    animal = _ANIMALS[digest[1] % len(_ANIMALS)]
    return f"{manner} {animal} {10 + digest[2] % 90}"
