"""Visitors: a random secret kept in the browser identifies an owner of runs; a nickname is shown."""

import hashlib

from sqlalchemy import Engine, insert, select, update

from builder.design.base import Value
from builder.store.errors import NameNotUsableError, one_line
from builder.store.schema.database import lock, now, reading, writing
from builder.store.schema.tables import visitors

MAX_NICKNAME_LENGTH = 40


class Visitor(Value):
    """A visitor with a nickname."""

    owner: str
    nickname: str


def owner_of(secret: str) -> str:
    """The owner that a browser's secret identifies: its SHA-256, so that the store never holds the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def visitor(db: Engine, owner: str) -> Visitor | None:
    """The visitor, or None if this owner has given no nickname yet."""
    with reading(db) as connection:
        nickname = connection.execute(select(visitors.c.nickname).where(visitors.c.owner == owner)).scalar()
    return None if nickname is None else Visitor(owner=owner, nickname=nickname)


def set_nickname(db: Engine, owner: str, nickname: str) -> Visitor:
    """Stores the nickname, cleaned to one line; raises NameNotUsableError unless it has 1 to 40 characters."""
    cleaned = one_line(nickname)
    if not any(character.isalnum() for character in cleaned):
        raise NameNotUsableError("The nickname is empty; give at least one letter or digit.")
    if len(cleaned) > MAX_NICKNAME_LENGTH:
        raise NameNotUsableError(
            f"The nickname is {len(cleaned)} characters long; at most {MAX_NICKNAME_LENGTH} are expected."
        )
    with writing(db) as connection:
        lock(connection, "visitors")
        changed = connection.execute(update(visitors).where(visitors.c.owner == owner).values(nickname=cleaned))
        if changed.rowcount == 0:
            connection.execute(insert(visitors).values(owner=owner, nickname=cleaned, created_at=now()))
    return Visitor(owner=owner, nickname=cleaned)
