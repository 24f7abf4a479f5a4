"""Databases of a test's own on the PostgreSQL server that BUILDER_TEST_POSTGRESQL names.

The variable holds the address of a database there in SQLAlchemy's form, such as
postgresql+psycopg://me@/postgres?host=/tmp/cluster; whoever it names may create databases.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database, a copy of `template`; it is gone afterwards, whoever still uses it."""
    name = f"test_{secrets.token_hex(6)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def execute(url: str, statement: str) -> None:
    """Runs one statement outside a transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
