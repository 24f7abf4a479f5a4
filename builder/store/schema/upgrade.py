"""The version of the schema: which one a database has, and how it gets the newest."""

import logging
from pathlib import Path

from sqlalchemy import Connection, text

from builder.store.errors import StoreError, one_line

#: The newest schema: the last revision in migrations/versions.
SCHEMA = "0008"
#: How long one process waits for another that is upgrading the database.
UPGRADE_SECONDS = 60.0

_POSTGRESQL_LOCK = 0x6D6F6465  # an arbitrary number


def schema_of(connection: Connection) -> str | None:
    """The schema's revision, or None for a database without one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection, to: str = SCHEMA) -> None:
    """Brings the schema from the one that is there, or from none, to the revision `to`; raises StoreError."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # what it does is no news in a process's log
    # Alembic takes a quarter of a second to import, and is needed only once per schema version.
    import alembic.command
    import alembic.config
    import alembic.script

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{UPGRADE_SECONDS:.0f}s'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
    schema = schema_of(connection)
    if schema == to:
        return
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in alembic.script.ScriptDirectory.from_config(config).walk_revisions()}
    for needed in (schema, to):
        if needed is not None and needed not in known:
            raise StoreError(
                f"The database was written by a newer Model Builder (schema {one_line(needed, 32)}; this one knows up "
                f"to {SCHEMA}); update Model Builder, or set BUILDER_HOME to another folder."
            )
    alembic.command.upgrade(config, to)
