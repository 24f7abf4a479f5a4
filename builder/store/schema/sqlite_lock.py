"""Waiting for one of SQLite's locks."""

import random
import sqlite3
import time


def execute_in_time(connection: sqlite3.Connection, statement: str, seconds: float) -> None:
    """Executes the statement, which takes a lock; tried at short random intervals for so long.

    SQLite's own wait soon retries only ten times a second, and then the process that has just written gets the
    lock again: among fifty writers some had to wait for half a minute. And Ctrl+C cannot interrupt it.
    """
    deadline = time.monotonic() + seconds
    usual = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute(statement).fetchone()
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(0.001, 0.02))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
