"""Whether a database is one that the product made: its tables word for word, and values of their columns' kinds.

A table may bring a condition, a default or a computed column of its own, which SQLite would carry out at each write.
And SQLite keeps what PostgreSQL would refuse: a text of any length, or a text in a column of numbers.
"""

import re
import sqlite3
from contextlib import closing
from functools import lru_cache

from sqlalchemy import Boolean, Column, Double, Engine, Integer, String, create_engine
from sqlalchemy.types import TypeEngine

from builder.store.schema.database import reading
from builder.store.schema.tables import metadata
from builder.store.schema.upgrade import upgrade

_OBJECTS = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
#: What SQLite's ANALYZE leaves, which changes nothing but how fast a query is.
_STATISTICS = re.compile(r"createtablesqlite_stat\d\((?:\w+,)*\w+\)")


def foreign_object(database: sqlite3.Connection) -> str | None:
    """The first table, index, view or trigger that no database of its schema has, as in "table runs"; or None.

    Raises StoreError for a schema that is not known, and KeyError for a database that lacks something.
    """
    row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    ours, found = _objects_of(str(row[0]) if row else ""), _objects(database)
    for kind, name, *rest in sorted(found - ours):
        if not _STATISTICS.fullmatch(rest[-1]):
            return f"{kind} {name}"
    if missing := ours - found:
        raise KeyError(min(missing)[1])
    return None


@lru_cache(maxsize=8)
def _objects_of(schema: str) -> frozenset[tuple[str, ...]]:
    """What a database of this schema consists of, from a new one in memory."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, schema)
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return _objects(raw)


def _objects(database: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """As SQLite describes them; without spaces and quotes, which may differ between versions of what wrote them."""
    with closing(database.cursor()) as cursor:
        rows = cursor.execute(_OBJECTS).fetchall()
    return frozenset((kind, name, table, re.sub(r'[\s"`]+', "", sql).lower()) for kind, name, table, sql in rows)


def check_values(db: Engine) -> None:
    """Raises ValueError for a value that is not of its column's kind, or longer than the column is."""
    with reading(db) as connection:
        for table in metadata.sorted_tables:
            wrong = " OR ".join(f"NOT ({_fits(column)})" for column in table.columns)
            query = f"SELECT 1 FROM {table.name} WHERE {wrong} LIMIT 1"  # noqa: S608 - names of our own
            if connection.exec_driver_sql(query).first() is not None:
                raise ValueError(table.name)


def _fits(column: Column[object]) -> str:
    """The SQL condition for a value that the column may have."""
    name, kind = f'"{column.name}"', column.type
    condition = f"typeof({name}) IN ({_typeof(kind)})"
    if isinstance(kind, String) and kind.length is not None:
        condition += f" AND length({name}) <= {kind.length}"
    if isinstance(kind, Boolean):
        condition += f" AND {name} IN (0, 1)"
    return f"{name} IS NULL OR ({condition})" if column.nullable else condition


def _typeof(kind: TypeEngine[object]) -> str:
    if isinstance(kind, (Integer, Boolean)):
        return "'integer'"
    if isinstance(kind, Double):
        return "'real', 'integer'"
    return "'text'" if isinstance(kind, String) else "'blob'"
