"""The version of the tables: which it is, which it should be, and the way between."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect

from kb.errors import StoreError, StoreReadOnly, StoreUnavailable
from kb.store.database import Database
from kb.store.sqlite_backup import backup_file
from kb.store.versions import LATEST, MIGRATIONS, NONE

log = logging.getLogger("kb.store")

VERSIONS = "alembic_version"
"""The table in which Alembic keeps the version: one row, for the versions follow each other in one line."""

_LOCK = 0x4B6F7461
"""The number of PostgreSQL's lock for whoever changes the tables."""


def current(database: Database) -> str:
    """The version of the tables, NONE where there are none. Raises StoreUnavailable."""
    file = database.file
    if file is not None and not file.exists():
        return NONE  # asking SQLite would make the file
    with database.reading() as session:
        return version_of(session.connection())


def upgrade(database: Database, to: str = LATEST) -> Path | None:
    """Bring the tables up to a version. Of an SQLite file that has tables a copy is kept beside it first: that copy's path.

    All of it happens, or nothing. Of several processes that ask at once one does it and the others wait. Where nothing is to
    be done nothing is written. Raises StoreUnavailable or StoreReadOnly, and StoreError for tables of a newer program.
    """
    if current(database) == to:
        return None
    make_file(database)
    with changing(database) as connection:
        before = version_of(connection)
        if before == to:
            return None
        if before > to:
            raise StoreError(f"the tables of {database.where} have version {before}, newer than {to}: use the newer program")
        kept = None
        if database.file is not None and before != NONE:
            kept = _copied(database.file, before)
        migrated(connection, to)
    log.info("the tables of %s were brought from version %s to %s", database.where, before, to)
    return kept


def make_file(database: Database) -> None:
    """Make the file of an SQLite database, readable by this user alone, where there is none. Raises StoreReadOnly."""
    file = database.file
    if file is None or file.exists():
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise StoreReadOnly(f"{file} cannot be made ({error.strerror}); let this user write its folder") from error


def _copied(file: Path, version: str) -> Path:
    kept = file.with_name(f"{file.name}.version-{version}")
    try:
        backup_file(file, kept)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(
            f"no copy of {file} could be kept ({error}), so its tables stay as they are; make room"
        ) from error
    return kept


def downgrade(database: Database, to: str) -> None:
    """Take the tables back to an older version, NONE for no tables; what only the newer ones hold is lost."""
    with changing(database) as connection:
        migrated(connection, to)


@contextmanager
def changing(database: Database) -> Iterator[Connection]:
    """A transaction that nobody else changes the tables in."""
    with database.explaining(), database.engine.connect() as connection:
        if database.kind == "sqlite":
            # A table is changed by making it anew: with foreign keys on, dropping the old one deletes what refers to it.
            # The switch has no effect within a transaction, so it is turned before SQLAlchemy begins one.
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise StoreError(f"rows of {database.where} would refer to what is not there: {broken[:3]}")
            finally:
                cursor.execute("PRAGMA foreign_keys=ON")
        else:
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection


def migrated(connection: Connection, to: str) -> None:
    """Bring the tables to a version, whichever way that is, in the transaction of this connection."""
    from alembic import command  # it takes a third of a second to load, and nearly every start finds the tables up to date
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    before = version_of(connection)
    if to < before:
        command.downgrade(config, "base" if to == NONE else to)
    elif to > before:
        command.upgrade(config, to)


def version_of(connection: Connection) -> str:
    """The version of the tables, NONE where there are none."""
    if not inspect(connection).has_table(VERSIONS):
        return NONE
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar() or NONE
